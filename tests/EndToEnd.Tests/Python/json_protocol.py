"""
Writes SQS's description for boto3 into the folder of the argument, for the JSON protocol. Newer ones have it so, and AWS takes both; Debian's is
older, and the server of the tests takes nothing else.
"""
import gzip, json, os, sys

import botocore

PATH = os.path.join("sqs", "2012-11-05", "service-2.json")
installed = os.path.join(os.path.dirname(botocore.__file__), "data", PATH)
with (open(installed, "rb") if os.path.exists(installed) else gzip.open(f"{installed}.gz")) as file:
    model = json.load(file)

if model["metadata"]["protocol"] == "query":
    model["metadata"] |= {"protocol": "json", "jsonVersion": "1.0", "targetPrefix": "AmazonSQS"}
    members = [model["operations"][name].get("output", {}) for name in model["operations"]]
    for shape in model["shapes"].values():
        shape.pop("flattened", None)
        members += [*shape.get("members", {}).values(), *(shape[part] for part in ("member", "key", "value") if part in shape)]
    for member in members:  # the names of the other protocol
        for name in ("locationName", "flattened", "resultWrapper"):
            member.pop(name, None)

target = os.path.join(sys.argv[1], PATH)
os.makedirs(os.path.dirname(target))
with open(target, "w", encoding="utf-8") as file:
    json.dump(model, file)
