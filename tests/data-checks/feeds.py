#!/usr/bin/env python3
"""Feeds against what the comments of feedparser's test files expect of them.

usage: feeds.py FOLDER [DATELINE]

FOLDER holds the files of feedparser's `tests` (wellformed, illformed, encoding, entities, json). Each says in
a comment what a reader should find. Counted here: entries, their titles, their text (summary, description,
content) and their days. Markup in what is expected counts as the text that it shows, as Dateline keeps text
only. Prints a share for each, and with -v every miss.
"""

import ast
import html
import json
import os
import re
import subprocess
import sys
import tempfile

FIELDS = {
    "title": "title",
    "summary": "body",
    "description": "body",
    "content": "body",
    "updated_parsed": "date",
    "published_parsed": "date",
    "created_parsed": "date",
}
CONDITION = re.compile(
    r"entries\[(\d+)\](?:\['?|\.)(title|summary|description|content|updated_parsed|published_parsed|created_parsed)'?\]?"
    r"(?:\[0\](?:\['?|\.)value'?\]?)?\s*==\s*(.+?)\s*$"
)
COUNT = re.compile(r"len\(entries\)\s*==\s*(\d+)")


def shown(text):
    """The text that markup shows, without its white space."""
    text = re.sub(r"(?is)<(script|style|iframe|object|embed|svg|math|noscript)\b.*?(</\1\s*>|$)", " ", text)
    text = re.sub(r"(?s)<!--.*?-->|<[/!?a-zA-Z][^>]*>", " ", text)
    return bare(html.unescape(text))


def bare(text):
    """Text without its white space and what is never seen."""
    return re.sub(r"[\s\u00ad\u200b\ufeff\xa0]+", "", text)


def expectations(path):
    """What the comment of a file expects: entries, and (entry, field, value)."""
    data = open(path, "rb").read()
    encoding = re.search(rb"encoding=['\"]([\w-]+)", data[:200])
    for name in [encoding and encoding.group(1).decode(), "utf-8", "latin-1"]:
        try:
            text = data.decode(name or "utf-8")
            break
        except (LookupError, UnicodeDecodeError):
            continue
    found = re.search(r"Expect:\s*(.*?)(?:-->|\n)", text, re.S)
    count, values = None, []
    for condition in (found.group(1).split(" and ") if found else []):
        if counted := COUNT.search(condition):
            count = int(counted.group(1))
        if matched := CONDITION.search(condition):
            try:
                value = ast.literal_eval(matched.group(3))
            except (SyntaxError, ValueError):
                continue
            values.append((int(matched.group(1)), matched.group(2), value))
    return count, values


def titled(folder, copy):
    """Copies the feeds; entries of which only the day is expected get a title, as an article needs a text."""
    for place, _, names in os.walk(folder):
        for name in names:
            if name.endswith((".xml", ".json")):
                data = open(os.path.join(place, name), "rb").read()
                if re.search(rb"Expect:[^\n]*entries\[0\]\['\w+_parsed'\]", data):
                    data = re.sub(rb"(?i)(</(?:entry|item)>)", rb"<title>t</title>\1", data)
                target = os.path.join(copy, os.path.relpath(place, folder))
                os.makedirs(target, exist_ok=True)
                open(os.path.join(target, name), "wb").write(data)


def main():
    verbose = "-v" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "-v"]
    folder = arguments[0]
    binary = arguments[1] if len(arguments) > 1 else "dateline"
    with tempfile.TemporaryDirectory() as copy:
        titled(folder, copy)
        command = [binary, "enrich", copy, "--text"]
        ran = subprocess.run(command, capture_output=True, text=True)
    entries = {}
    for line in ran.stdout.splitlines():
        article = json.loads(line)
        entries.setdefault(article["path"], []).append(article)
    silent = {}
    for line in ran.stderr.splitlines():
        if "a feed entry without title and text" in line:
            path = re.match(r"dateline: skipped: (.*?):\d+: ", line)
            silent[path.group(1)] = silent.get(path.group(1), 0) + 1
    tally = {}
    for place, _, names in os.walk(folder):
        for name in sorted(names):
            if not name.endswith((".xml", ".json")):
                continue
            path = os.path.relpath(os.path.join(place, name), folder)
            count, values = expectations(os.path.join(place, name))
            got = entries.get(path, [])
            checks = []
            if count is not None:
                checks.append(("entries", len(got) + silent.get(path, 0) == count, count, len(got)))
            for number, field, value in values:
                kind = {"title": "titles", "body": "texts", "date": "days"}[FIELDS[field]]
                article = got[number] if number < len(got) else {}
                if kind == "days":
                    if value is None:
                        continue
                    wanted, found = "%04d-%02d-%02d" % value[:3], article.get("date")
                    checks.append((kind, wanted == found, wanted, found))
                elif isinstance(value, str):
                    found = article.get(FIELDS[field], "")
                    checks.append((kind, shown(value) == bare(found), value, found))
            for kind, right, wanted, found in checks:
                total = tally.setdefault(kind, [0, 0])
                total[0] += right
                total[1] += 1
                if verbose and not right:
                    print(f"{path}: {kind}: expected {wanted!r}, found {found!r}")
    for kind, (right, total) in sorted(tally.items()):
        print(f"{kind:>8}  {right} of {total}  {right / total:.3f}")
    return 0 if tally else 2


if __name__ == "__main__":
    sys.exit(main())
