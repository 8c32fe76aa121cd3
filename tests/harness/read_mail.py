#!/usr/bin/env python3
"""Prints a mail file as JSON, decoded by Python's own parser: an opinion besides ours on what the bytes mean."""
import email
import email.policy
import json
import sys

with open(sys.argv[1], "rb") as file:
    mail = email.message_from_binary_file(file, policy=email.policy.default)
html = mail.get_body(("html",))
print(
    json.dumps(
        {
            "headers": [name.lower() for name in mail.keys()],
            "from": mail["from"],
            "to": mail["to"],
            "subject": mail["subject"],
            "message_id": mail["message-id"],
            "type": mail.get_content_type(),
            "text": mail.get_body(("plain",)).get_content(),
            "html": html.get_content() if html else "",
            "defects": [str(defect) for part in mail.walk() for defect in part.defects],
        }
    )
)
