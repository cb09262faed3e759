# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
"""Do all links lead somewhere? Between files, and to anchors in them; of links to the network only the form is looked at.

    links.py sources ROOT       the Markdown of the repository
    links.py site FOLDER        a built site
"""
import html.parser
import pathlib
import posixpath
import re
import subprocess
import sys
import urllib.parse

LINK = re.compile(r"(!?\[(?:[^\[\]]|\[[^\]]*\])*\]\()([^()\s]+)((?:\s+\"[^\"]*\")?\))")
CODE = re.compile(r"(`+)(?:(?!\1).)+\1")


def is_external(link):
    return re.match(r"[a-z]+:", link) is not None


def joined(folder, path):
    return posixpath.normpath(posixpath.join(str(folder), urllib.parse.unquote(path)))


def lines_of(text):
    """(line, is it code?) of Markdown."""
    fence = None
    for line in text.splitlines(keepends=True):
        m = re.match(r" *(`{3,})", line)
        if fence is None and m:
            fence = m[1]
            yield line, True
        else:
            yield line, fence is not None
            if fence and line.strip() == fence:
                fence = None


def replace(text, target):
    """Markdown with other targets of its links."""
    def one_line(line): # code spans that are not the text of a link stay as they are
        spans = [m.span() for m in CODE.finditer(line)]
        return LINK.sub(lambda m: m[0] if any(a < m.start() < b for a, b in spans) else m[1] + target(m[2]) + m[3], line)
    return "".join(line if code else one_line(line) for line, code in lines_of(text))


def slug(heading, taken):
    """The anchor that code forges and the site give a heading."""
    words = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").strip().lower()).replace(" ", "-")
    taken[words] = taken.get(words, -1) + 1
    return words + (f"-{taken[words]}" if taken[words] else "")


def anchors(text):
    taken = {}
    return {slug(m[1], taken) for line, code in lines_of(text) if not code and (m := re.match(r"#+ +(.*)", line))}


def wrong_form(link):
    parts = urllib.parse.urlsplit(link)
    return not (parts.scheme == "mailto" or (parts.scheme in ("http", "https") and re.fullmatch(r"[\w.-]+\.[a-z]{2,}(:\d+)?", parts.netloc)))


def check_sources(root):
    root, bad = pathlib.Path(root), 0
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"], cwd=root, capture_output=True, text=True)
    names = listed.stdout.split() if listed.returncode == 0 else ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", *(str(p.relative_to(root)) for p in (root / "docs").rglob("*.md"))]
    for name in names:
        found = []
        replace((root / name).read_text(), lambda link: found.append(link) or link)
        for link in found:
            path, _, anchor = link.partition("#")
            to = root / joined(posixpath.dirname(name), path) if path else root / name
            if is_external(link):
                why = "is no address" if wrong_form(link) else None
            elif not to.exists():
                why = "does not exist"
            else:
                why = "has no such heading" if anchor and (to.suffix != ".md" or anchor not in anchors(to.read_text())) else None
            if why:
                bad += 1
                print(f"{name}: {link} {why}", file=sys.stderr)
    return bad


class reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.links = set(), []

    def handle_starttag(self, tag, attributes):
        for key, value in attributes:
            if key in ("id", "name") and value:
                self.ids.add(value)
            elif key in ("href", "src", "srcset") and value and tag != "base":
                self.links.append((tag, value))


def check_site(folder):
    folder, pages, bad = pathlib.Path(folder), {}, 0
    for path in folder.rglob("*.html"):
        pages[path.relative_to(folder).as_posix()] = r = reader()
        r.feed(path.read_text())
    for name, page in pages.items():
        for tag, link in page.links:
            path, _, anchor = link.partition("#")
            to = joined(posixpath.dirname(name), path) if path else name
            if name == "404.html" and link.startswith("/"):
                to = link.partition("#")[0].strip("/") or "index.html"
            if (folder / to).is_dir():
                to += "/index.html"
            if is_external(link) or link.startswith("//"):
                fetched = tag in ("img", "script", "link", "iframe", "source")
                why = "would be fetched from elsewhere" if fetched and not link.startswith("data:") else "is no address" if not link.startswith("data:") and wrong_form(link) else None
            elif not (folder / to).exists():
                why = "does not exist"
            else:
                why = "has no such anchor" if anchor and to in pages and urllib.parse.unquote(anchor) not in pages[to].ids | {"__tabbed"} else None
            if why:
                bad += 1
                print(f"{name}: {link} {why}", file=sys.stderr)
    print(f"{len(pages)} pages, {sum(len(p.links) for p in pages.values())} links")
    return bad


if __name__ == "__main__":
    sys.exit(1 if {"sources": check_sources, "site": check_site}[sys.argv[1]](sys.argv[2]) else 0)
