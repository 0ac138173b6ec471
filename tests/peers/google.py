"""As much of Google Cloud Storage's XML API as `object_store` asks for, on loopback: one bucket, kept in a folder.

Our own, for want of another: of the emulators that can be had as packages none knows the condition of a put in this API
(`x-goog-if-generation-match`), and none looks at who asks. What it answers follows Google's reference,
https://cloud.google.com/storage/docs/xml-api/reference-methods, and it lets in only whoever's token is signed by the key that
it was started with. usage: google.py PORT FOLDER PUBLIC-KEY.pem
"""

import base64
import hashlib
import json
import os
import sys
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from urllib.parse import parse_qs, quote, unquote, urlsplit
from xml.sax.saxutils import escape

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

PORT, FOLDER = int(sys.argv[1]), sys.argv[2]
with open(sys.argv[3], "rb") as file:
    KEY = load_pem_public_key(file.read())
# Google's is 1,000; few, so that there are pages.
PAGE = 3
SCOPES = {"https://www.googleapis.com/auth/cloud-platform", "https://www.googleapis.com/auth/devstorage.read_write"}
# The condition and the write are one step.
WRITING = Lock()


def part(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def is_let_in(authorization):
    """A token that a service account signed itself, https://google.aip.dev/auth/4111."""
    try:
        signed, signature = authorization.removeprefix("Bearer ").rsplit(".", 1)
        KEY.verify(part(signature), signed.encode(), padding.PKCS1v15(), SHA256())
        head, claims = (json.loads(part(text)) for text in signed.split("."))
        now = time.time()
        return (
            head["alg"] == "RS256"
            and claims["iss"] == claims["sub"]
            and claims["iat"] <= now + 60
            and now < claims["exp"] <= claims["iat"] + 3600
            and not SCOPES.isdisjoint(claims["scope"].split())
        )
    except (InvalidSignature, ValueError, KeyError):
        return False


class Asked(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # An answer is one write; the second would wait for the first to be acknowledged.
    wbufsize = -1

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def refuse(self, status, code):
        body = f"<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code><Message>{code}</Message></Error>"
        self.answer(status, body.encode(), Content_Type="application/xml")

    def asked(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        url = urlsplit(self.path)
        bucket, _, name = url.path.lstrip("/").partition("/")
        query = {key: values[0] for key, values in parse_qs(url.query, keep_blank_values=True).items()}
        if not is_let_in(self.headers.get("Authorization", "")):
            return self.refuse(401, "AuthenticationRequired")
        self.bucket = os.path.join(FOLDER, unquote(bucket))
        if not os.path.isdir(self.bucket):
            return self.refuse(404, "NoSuchBucket")
        if not name:
            return self.list(query)
        # Names are flat: `/` is a letter like any other.
        path = os.path.join(self.bucket, quote(unquote(name), safe=""))
        with WRITING:
            return {"PUT": self.put, "GET": self.get, "HEAD": self.get, "DELETE": self.delete}[self.command](path, body)

    do_PUT = do_GET = do_HEAD = do_DELETE = asked

    def about(self, path):
        with open(path, "rb") as file:
            body = file.read()
        stat = os.stat(path)
        about = {
            "ETag": f'"{hashlib.md5(body).hexdigest()}"',
            "Last_Modified": formatdate(stat.st_mtime, usegmt=True),
            "x_goog_generation": str(stat.st_mtime_ns // 1000),
        }
        return body, about

    def put(self, path, body):
        wanted = self.headers.get("x-goog-if-generation-match")
        there = self.about(path)[1]["x_goog_generation"] if os.path.exists(path) else "0"
        if wanted is not None and wanted != there:
            return self.refuse(412, "PreconditionFailed")
        with open(path, "wb") as file:
            file.write(body)
        return self.answer(200, **self.about(path)[1])

    def get(self, path, _):
        if not os.path.exists(path):
            return self.refuse(404, "NoSuchKey")
        body, about = self.about(path)
        if wanted := self.headers.get("Range"):
            first, last = wanted.removeprefix("bytes=").split("-")
            part = body[int(first) : int(last) + 1]
            about["Content_Range"] = f"bytes {first}-{int(first) + len(part) - 1}/{len(body)}"
            return self.answer(206, part, **about)
        return self.answer(200, body, **about)

    def delete(self, path, _):
        if not os.path.exists(path):
            return self.refuse(404, "NoSuchKey")
        os.remove(path)
        return self.answer(204)

    def list(self, query):
        prefix, delimiter = query.get("prefix", ""), query.get("delimiter", "")
        # Folders and files in one order, as pages need.
        entries = {}
        for name in map(unquote, os.listdir(self.bucket)):
            if name.startswith(prefix):
                rest = name[len(prefix) :]
                cut = delimiter and delimiter in rest
                entry = prefix + rest.split(delimiter)[0] + delimiter if cut else name
                entries[entry] = cut
        left = sorted(entry for entry in entries if entry > query.get("continuation-token", ""))
        xml = []
        for entry in left[:PAGE]:
            if entries[entry]:
                xml.append(f"<CommonPrefixes><Prefix>{escape(entry)}</Prefix></CommonPrefixes>")
                continue
            path = os.path.join(self.bucket, quote(entry, safe=""))
            body, about = self.about(path)
            changed = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(os.stat(path).st_mtime))
            xml.append(
                f"<Contents><Key>{escape(entry)}</Key><Generation>{about['x_goog_generation']}</Generation>"
                f"<LastModified>{changed}</LastModified><ETag>{escape(about['ETag'])}</ETag><Size>{len(body)}</Size></Contents>"
            )
        if len(left) > PAGE:
            xml.append(f"<NextContinuationToken>{escape(left[PAGE - 1])}</NextContinuationToken>")
        xml.append(f"<IsTruncated>{str(len(left) > PAGE).lower()}</IsTruncated>")
        body = "<?xml version='1.0' encoding='UTF-8'?><ListBucketResult xmlns='http://doc.s3.amazonaws.com/2006-03-01'>"
        self.answer(200, f"{body}{''.join(xml)}</ListBucketResult>".encode(), Content_Type="application/xml")


ThreadingHTTPServer(("127.0.0.1", PORT), Asked).serve_forever()
