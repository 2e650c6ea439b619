"""Resolves a CloudFormation template as CloudFormation does, for the checks of deploy/ecs: without an account, and without forgiving anything."""

import ipaddress
import re
from dataclasses import dataclass, field

import yaml

MAX_BYTES = 51_200  # of a template that is not put into S3 first
REGION, ACCOUNT = "eu-central-1", "111122223333"


class TemplateError(Exception):
    """What CloudFormation would refuse."""


class _Loader(yaml.SafeLoader):
    """YAML with the short forms of functions, and without anchors, which CloudFormation does not take."""

    def compose_node(self, parent, index):
        if self.check_event(yaml.AliasEvent) or getattr(self.peek_event(), "anchor", None):
            raise TemplateError(f"an anchor or alias in line {self.peek_event().start_mark.line + 1}: CloudFormation knows none")
        return super().compose_node(parent, index)

    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise TemplateError(f"'{key}' is written twice, in line {node.start_mark.line + 1} and after")
        return super().construct_mapping(node, deep)


def _function(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _function)


def parse(text):
    """The template as CloudFormation's JSON form."""
    return yaml.load(text, _Loader)


def load(path):
    """Reads a template; refuses one that is too large for `aws cloudformation deploy`."""
    with open(path, "rb") as file:
        content = file.read()
    if len(content) > MAX_BYTES:
        raise TemplateError(f"{path} has {len(content)} bytes, {MAX_BYTES} are allowed")
    return parse(content.decode())


@dataclass
class Stack:
    """A template resolved with its parameters."""

    name: str
    parameters: dict
    resources: dict = field(default_factory=dict)  # logical id: Type, Properties (resolved), and the resource's other attributes
    outputs: dict = field(default_factory=dict)
    exports: dict = field(default_factory=dict)
    after: dict = field(default_factory=dict)  # logical id: the logical ids that are made before it

    def of_type(self, kind):
        """Resources of a type, by logical id."""
        return {name: one["Properties"] for name, one in self.resources.items() if one["Type"] == kind}


def resolve(template, parameters=None, *, stack="ar", region=REGION, account=ACCOUNT, imports=None):
    """Resolves a template; TemplateError for whatever CloudFormation would refuse before or while it makes the stack."""
    return _Resolver(template, parameters or {}, stack, region, account, imports or {}).run()


# What a resource of a type has besides its reference: attribute, and what it looks like.
_ATTRIBUTES = {
    "AWS::SQS::Queue": {"Arn": "arn:aws:sqs:{region}:{account}:{name}", "QueueName": "{name}", "QueueUrl": "{url}"},
    "AWS::SNS::Topic": {"TopicName": "{name}", "TopicArn": "{ref}"},
    "AWS::IAM::Role": {"Arn": "arn:aws:iam::{account}:role/{made}", "RoleId": "AROA{made}"},
    "AWS::ECS::Cluster": {"Arn": "arn:aws:ecs:{region}:{account}:cluster/{made}"},
    "AWS::ECS::Service": {"Name": "{made}"},
    "AWS::Logs::LogGroup": {"Arn": "arn:aws:logs:{region}:{account}:log-group:{made}:*"},
    "AWS::RDS::DBInstance": {"Endpoint.Address": "{made}.example.{region}.rds.amazonaws.com", "Endpoint.Port": "5432", "DBInstanceArn": "arn:aws:rds:{region}:{account}:db:{made}"},
    "AWS::ElasticLoadBalancingV2::LoadBalancer": {"DNSName": "{made}.{region}.elb.amazonaws.com", "LoadBalancerFullName": "app/{made}/50dc6c495c0c9188"},
    "AWS::ElasticLoadBalancingV2::TargetGroup": {"TargetGroupFullName": "targetgroup/{made}/50dc6c495c0c9188"},
    "AWS::EC2::SecurityGroup": {"GroupId": "sg-{made}"},
}
_REFERENCES = {
    "AWS::SQS::Queue": "{url}",
    "AWS::SNS::Topic": "arn:aws:sns:{region}:{account}:{name}",
    "AWS::SecretsManager::Secret": "arn:aws:secretsmanager:{region}:{account}:secret:{made}-AbCdEf",
    "AWS::ECS::TaskDefinition": "arn:aws:ecs:{region}:{account}:task-definition/{made}:1",
    "AWS::ECS::Service": "arn:aws:ecs:{region}:{account}:service/{made}",
    "AWS::EC2::VPC": "vpc-0123456789abcdef0",
    "AWS::EC2::Subnet": "subnet-{number:017x}",
    "AWS::EC2::SecurityGroup": "sg-{number:017x}",
    "AWS::EC2::RouteTable": "rtb-{number:017x}",
    "AWS::EC2::InternetGateway": "igw-{number:017x}",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/app/{made}/50dc6c495c0c9188",
    "AWS::ElasticLoadBalancingV2::TargetGroup": "arn:aws:elasticloadbalancing:{region}:{account}:targetgroup/{made}/50dc6c495c0c9188",
    "AWS::ElasticLoadBalancingV2::Listener": "arn:aws:elasticloadbalancing:{region}:{account}:listener/app/{made}/50dc6c495c0c9188/f2f7dc8efc522ab2",
}
_NAMES = {"AWS::SQS::Queue": "QueueName", "AWS::SNS::Topic": "TopicName"}
_NO_VALUE = object()


class _Resolver:
    def __init__(self, template, parameters, stack, region, account, imports):
        self.template, self.imports = template, imports
        self.region, self.account = region, account
        self.pseudo = {
            "AWS::StackName": stack, "AWS::Region": region, "AWS::AccountId": account, "AWS::Partition": "aws", "AWS::NoValue": _NO_VALUE,
            "AWS::URLSuffix": "amazonaws.com", "AWS::StackId": f"arn:aws:cloudformation:{region}:{account}:stack/{stack}/0",
        }
        self.stack = Stack(stack, {})
        self.declared = template.get("Resources", {})
        self.numbers = {name: number for number, name in enumerate(self.declared, 1)}
        self.conditions = {}
        self.making = []  # what is being resolved, for what it comes after
        self._take(parameters)

    def run(self):
        self._check_rules()
        made = [name for name, one in self.declared.items() if "Condition" not in one or self._condition(one["Condition"])]
        for name in made:
            one = self.declared[name]
            for unknown in set(one) - {"Type", "Properties", "Condition", "DependsOn", "DeletionPolicy", "UpdateReplacePolicy", "Metadata"}:
                raise TemplateError(f"{name} has {unknown}, which no resource has")
            self.making = [name]
            self.stack.after[name] = set()
            depends = one.get("DependsOn", [])
            for other in [depends] if isinstance(depends, str) else depends:
                self._made(other)
            properties = self._value(one.get("Properties", {}))
            self.stack.resources[name] = {**one, "Properties": properties}
        self.making = []
        for name, one in self.template.get("Outputs", {}).items():
            if "Condition" in one and not self._condition(one["Condition"]):
                continue
            self.stack.outputs[name] = self._value(one["Value"])
            if "Export" in one:
                export = self._value(one["Export"]["Name"])
                if export in self.stack.exports:
                    raise TemplateError(f"output {name} exports '{export}', which another one does")
                self.stack.exports[export] = self.stack.outputs[name]
        for name in self.declared.keys() - set(made):  # a mistake in what is left out is one as well
            self._mentioned(self.declared[name].get("Properties", {}))
        self._check_order()
        return self.stack

    def _take(self, given):
        declared = self.template.get("Parameters", {})
        for unknown in given.keys() - declared.keys():
            raise TemplateError(f"there is no parameter {unknown}")
        for name, one in declared.items():
            if name not in given and "Default" not in one:
                raise TemplateError(f"parameter {name} has no value")
            value = str(given.get(name, one.get("Default")))
            if "AllowedValues" in one and value not in map(str, one["AllowedValues"]):
                raise TemplateError(f"parameter {name} is '{value}': {one['AllowedValues']} are allowed")
            if "AllowedPattern" in one and not re.fullmatch(one["AllowedPattern"], value):
                raise TemplateError(f"parameter {name} is '{value}': {one['AllowedPattern']} is allowed")
            if len(value) < int(one.get("MinLength", 0)):
                raise TemplateError(f"parameter {name} is too short")
            if one["Type"] == "Number" and not float(one.get("MinValue", "-inf")) <= float(value) <= float(one.get("MaxValue", "inf")):
                raise TemplateError(f"parameter {name} is {value}: {one.get('MinValue')} to {one.get('MaxValue')} are allowed")
            self.stack.parameters[name] = value.split(",") if one["Type"] == "CommaDelimitedList" else value

    def _check_rules(self):
        for name, rule in self.template.get("Rules", {}).items():
            if "RuleCondition" not in rule or self._value(rule["RuleCondition"]):
                for assertion in rule["Assertions"]:
                    if not self._value(assertion["Assert"]):
                        raise TemplateError(f"rule {name}: {assertion['AssertDescription']}")

    def _condition(self, name):
        if name not in self.conditions:
            if name not in self.template.get("Conditions", {}):
                raise TemplateError(f"there is no condition {name}")
            self.conditions[name] = self._value(self.template["Conditions"][name])
        return self.conditions[name]

    def _value(self, value):
        if isinstance(value, list):
            return [one for one in map(self._value, value) if one is not _NO_VALUE]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (name, argument), = value.items()
            if name == "Ref":
                return self._reference(argument)
            if name == "Condition" and isinstance(argument, str):
                return self._condition(argument)
            if name.startswith("Fn::"):
                function = getattr(self, f"_{name[4:].lower()}", None)
                if function is None:
                    raise TemplateError(f"there is no function {name}")
                return function(argument)
        return {key: one for key, one in ((key, self._value(one)) for key, one in value.items()) if one is not _NO_VALUE}

    def _made(self, name):
        """The resource of a logical id, which is made before the one that refers to it."""
        if name not in self.declared:
            raise TemplateError(f"{'/'.join(self.making) or 'an output'} refers to {name}, which is not there")
        one = self.declared[name]
        if "Condition" in one and not self._condition(one["Condition"]):
            raise TemplateError(f"{'/'.join(self.making) or 'an output'} refers to {name}, which is not made with these parameters ({one['Condition']})")
        if self.making:
            self.stack.after[self.making[0]].add(name)
        return one

    def _words(self, name, one):
        made = f"{self.stack.name}-{name}-1A2B3C".lower()
        words = {"region": self.region, "account": self.account, "made": made, "number": self.numbers[name], "name": made}
        given = one.get("Properties", {}).get(_NAMES.get(one["Type"], ""), None)
        if given is not None:
            words["name"] = self._value(given)
        words["url"] = "https://sqs.{region}.amazonaws.com/{account}/{name}".format(**words)
        words["ref"] = _REFERENCES.get(one["Type"], "{made}").format(**words)
        return words

    def _reference(self, name):
        if name in self.pseudo:
            return self.pseudo[name]
        if name in self.stack.parameters:
            return self.stack.parameters[name]
        return self._words(name, self._made(name))["ref"]

    def _getatt(self, argument):
        name, attribute = argument
        one = self._made(name)
        known = _ATTRIBUTES.get(one["Type"], {})
        if attribute not in known:
            raise TemplateError(f"{one['Type']} has no attribute {attribute} ({name})")
        return known[attribute].format(**self._words(name, one))

    def _sub(self, argument):
        text, own = argument if isinstance(argument, list) else (argument, {})
        own = {key: self._value(value) for key, value in own.items()}

        def replace(match):
            name = match[1]
            if name.startswith("!"):
                return "${" + name[1:] + "}"
            if name in own:
                return str(own[name])
            return str(self._getatt(name.split(".", 1)) if "." in name else self._reference(name))

        for unused in own.keys() - set(re.findall(r"\$\{([^}]+)\}", text)):
            raise TemplateError(f"'{text}' does not use {unused}")
        return re.sub(r"\$\{([^}]+)\}", replace, text)

    def _if(self, argument):
        condition, then, otherwise = argument
        chosen, other = (then, otherwise) if self._condition(condition) else (otherwise, then)
        self._mentioned(other)
        return self._value(chosen)

    def _mentioned(self, value):
        """What is not evaluated has to name what the template has, all the same."""
        if isinstance(value, list):
            for one in value:
                self._mentioned(one)
        elif isinstance(value, dict):
            for key, one in value.items():
                name = one if key == "Ref" else one[0] if key in ("Fn::GetAtt", "Fn::If") else None
                if key == "Fn::GetAtt" and name in self.declared and one[1] not in _ATTRIBUTES.get(self.declared[name]["Type"], {}):
                    raise TemplateError(f"{self.declared[name]['Type']} has no attribute {one[1]} ({name})")
                if key == "Fn::If" and name not in self.template.get("Conditions", {}):
                    raise TemplateError(f"there is no condition {name}")
                if key in ("Ref", "Fn::GetAtt") and not (name in self.declared or name in self.stack.parameters or name in self.pseudo):
                    raise TemplateError(f"{name} is not there")
                if key == "Fn::Sub":
                    text, own = one if isinstance(one, list) else (one, {})
                    for mention in set(re.findall(r"\$\{([^!}]+)\}", text)) - own.keys():
                        self._mentioned({"Fn::GetAtt": mention.split(".", 1)} if "." in mention else {"Ref": mention})
                self._mentioned(one)

    def _equals(self, argument):
        first, second = map(self._value, argument)
        return str(first) == str(second)

    def _not(self, argument):
        return not self._value(argument[0])

    def _and(self, argument):
        return all([self._value(one) for one in argument])

    def _or(self, argument):
        return any([self._value(one) for one in argument])

    def _join(self, argument):
        separator, parts = argument
        return separator.join(map(str, self._value(parts)))

    def _select(self, argument):
        index, parts = argument
        parts = self._value(parts)
        if not 0 <= int(index) < len(parts):
            raise TemplateError(f"there is no part {index} of {parts}")
        return parts[int(index)]

    def _split(self, argument):
        separator, text = argument
        return self._value(text).split(separator)

    def _getazs(self, argument):
        return [f"{self._value(argument) or self.region}{zone}" for zone in "abc"]

    def _cidr(self, argument):
        block, count, bits = argument
        networks = ipaddress.ip_network(self._value(block)).subnets(new_prefix=32 - int(bits))
        return [str(network) for network, _ in zip(networks, range(int(count)))]

    def _importvalue(self, argument):
        name = self._value(argument)
        if name not in self.imports:
            raise TemplateError(f"nothing exports '{name}'")
        return self.imports[name]

    def _check_order(self):
        """Resources can be made one after the other."""
        left = {name: set(others) for name, others in self.stack.after.items()}
        while left:
            ready = [name for name, others in left.items() if not others & left.keys()]
            if not ready:
                raise TemplateError(f"these wait for each other: {', '.join(sorted(left))}")
            for name in ready:
                del left[name]
