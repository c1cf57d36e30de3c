"""ClickHouse's engine, in this process, behind as much of its HTTP interface as the Collector's exporter needs to make its
schema, and tests to insert and ask. Arguments: a port of the loopback, and a folder for the data."""

import json
import struct
import sys
import tempfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

from chdb.session import Session

session = Session(sys.argv[2])


def insert(statement, rows):
    target, form = statement.rsplit(" FORMAT ", 1)
    with tempfile.NamedTemporaryFile() as file:
        file.write(rows)
        file.flush()
        session.query(f"{target} SELECT * FROM file('{file.name}', '{form}')")
    return b""


def native(sql):
    """The result of one row as the exporter's client has it in the format Native: what it asks when it connects."""
    lines = session.query(sql, "JSONCompactEachRowWithNamesAndTypes").bytes().splitlines()
    if not lines:
        return b""
    names, types, row = map(json.loads, lines)
    block_info = b"\x01\x00\x02\xff\xff\xff\xff\x00"
    columns = b"".join(
        text(name) + text(kind) + b"\x00" + (text(value) if kind == "String" else struct.pack("<I", value))
        for name, kind, value in zip(names, types, row)
    )
    return block_info + bytes([len(names), 1]) + columns


def text(value):
    encoded = value.encode()
    return bytes([len(encoded)]) + encoded


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        parameters = parse_qs(urlsplit(self.path).query)
        body = self.read_body()
        try:
            status, answer = 200, self.run(parameters, body)
        except Exception as error:
            status, answer = 400, str(error).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def run(self, parameters, body):
        if "query" in parameters:
            return insert(parameters["query"][0], body)
        if parameters.get("default_format") == ["Native"]:
            return native(body.decode())
        return session.query(body.decode(), "JSON").bytes()

    def read_body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, *_arguments):
        pass


server = HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
print("ready", flush=True)
server.serve_forever()
