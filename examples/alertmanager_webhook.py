#!/usr/bin/env python3
"""Passes on to opsflow what a Prometheus Alertmanager posts. It listens on this machine alone:

python3 examples/alertmanager_webhook.py 9099
"""

from __future__ import annotations

import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ANSWERS = {0: 200, 2: 400, 4: 403}
"""Exit statuses of opsflow. What is answered with 500, such as a store that is busy, Alertmanager sends again."""
LARGEST = 16_000_000


class Webhook(BaseHTTPRequestHandler):
    """One request is one command."""

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        if length > LARGEST:
            self.send_error(413)
            return
        done = subprocess.run(
            ["opsflow", "ingest", "alertmanager", "-"], input=self.rfile.read(length), capture_output=True, check=False
        )
        self.send_response(ANSWERS.get(done.returncode, 500))
        self.end_headers()
        self.wfile.write(done.stdout + done.stderr)


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Webhook).serve_forever()
