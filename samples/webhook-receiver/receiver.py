"""Takes signed webhooks of AlertResponder and isolates what an urgent report names: python3 receiver.py PORT DATABASE"""
import base64, hashlib, hmac, http.server, json, os, sqlite3, sys, time

KEY = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
seen = sqlite3.connect(sys.argv[2], isolation_level=None)
seen.execute("CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY)")

def isolate(report):  # your own: it may be called again for the same event when this process died in it
    print("isolate", *[a["value"] for a in report["document"]["attributes"] if a["type"] == "ipaddr"], flush=True)

def take(headers, body):
    event, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    mac = base64.b64encode(hmac.digest(KEY, f"{event}.{at}.".encode() + body, hashlib.sha256)).decode()
    signed = any(hmac.compare_digest(f"v1,{mac}".encode(), one.encode()) for one in headers.get("webhook-signature", "").split())
    if not signed or abs(time.time() - int(at)) > 300:
        return 401
    if not seen.execute("SELECT 1 FROM events WHERE id = ?", (event,)).fetchone():
        message = json.loads(body)
        if message["type"] == "report.verdict_reached" and message["data"]["verdict"]["severity"] == "urgent":
            isolate(message["data"])
        seen.execute("INSERT INTO events VALUES (?)", (event,))  # after the work: an event that failed comes again
    return 204

class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.send_response(take(self.headers, self.rfile.read(int(self.headers.get("content-length", 0)))))
        self.end_headers()

http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
