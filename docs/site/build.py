# SPDX-FileCopyrightText: 2026 the typegrad authors
# SPDX-License-Identifier: BSD-3-Clause
"""The documentation site: gathers the pages, with the files of the repository that they link to, and gives them to MkDocs.

    build.py OUT [--screenshots]     OUT/pages, OUT/mkdocs.yml and OUT/site; with the flag OUT/screenshots, by Chromium
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import links
import reference

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent

NAV = [
    {"Overview": "README.md"},
    {"Start": [
        {"Ways to get it": "docs/install.md"},
        {"For scientists": "docs/tutorial_science.md"},
        {"For model builders": "docs/tutorial_models.md"},
        {"For GPU users": "docs/tutorial_gpu.md"},
        {"Coming from…": "docs/coming_from.md"}]},
    {"Use": [
        {"Concepts": "docs/concepts.md"},
        {"Guide": "docs/guide.md"},
        {"Backends": "docs/backends.md"},
        {"With other libraries": "docs/interop.md"},
        {"Pitfalls": "docs/pitfalls.md"},
        {"Questions": "docs/faq.md"}]},
    {"Reference": [{title: f"docs/reference/{name}.md"} for name, title, _ in reference.PAGES] + [
        {"Errors": "docs/errors.md"},
        {"Accuracy": "docs/accuracy.md"},
        {"Accuracy, all functions": "tests/math/ACCURACY.md"}]},
    {"Inside": [
        {"How it works": "docs/how_it_works.md"},
        {"Design": "docs/design.md"},
        {"Performance": "docs/performance.md"}]},
    {"Project": [{"Changelog": "CHANGELOG.md"}, {"Contributing": "CONTRIBUTING.md"}]},
]

LANGUAGES = {".cpp": "cpp", ".hpp": "cpp", ".cu": "cuda", ".py": "python", ".sh": "sh", ".cmake": "cmake", ".json": "json", ".yml": "yaml"}
PICTURES = {".svg", ".png"}
DARK = {"README.md", "docs/concepts.md", "docs/how_it_works.md", "docs/performance.md"} # to be looked at in the dark, too


def pages_in(entries):
    for entry in entries:
        for what in entry.values():
            yield from [what] if isinstance(what, str) else pages_in(what)


def hidden(title):
    return f"---\ntitle: {title}\nsearch:\n  exclude: true\n---\n\n# `{title}`\n\n"


def source_page(path):
    """A file of the repository as a page; nothing for one that is no text."""
    try:
        text = (ROOT / path).read_text()
    except UnicodeDecodeError:
        return None
    language = "cmake" if path.name == "CMakeLists.txt" else "sh" if text.startswith("#!/bin/sh") else LANGUAGES.get(path.suffix, "text")
    return hidden(path) + f"``````{language}\n{text.rstrip()}\n``````\n"


def folder_page(path, text_of):
    """What is in a folder."""
    out = [hidden(f"{path}/")]
    for entry in sorted((ROOT / path).iterdir()):
        if entry.name.startswith((".", "__")):
            continue
        slash = "/" * entry.is_dir()
        linked = entry.is_dir() or entry.suffix == ".md" or text_of(path / entry.name) is not None
        out.append(f"- [{entry.name}{slash}]({entry.name}{slash})" if linked else f"- {entry.name}")
    return "\n".join(out) + "\n"


class gatherer:
    """Copies pages, and with each what it links to; links to files and folders lead to the pages that show them."""

    def __init__(self, pages):
        self.pages, self.done, self.waiting = pages, set(), []

    def write(self, name, text):
        to = self.pages / name
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(links.replace(text, lambda target: self.target(pathlib.PurePosixPath(name).parent, target)))

    def target(self, folder, link):
        path, mark, anchor = link.partition("#")
        if links.is_external(link) or not path:
            return link
        at = pathlib.PurePosixPath(links.joined(folder, path))
        if (ROOT / at).is_dir():
            readme = (ROOT / at / "README.md").exists()
            self.waiting.append(at / "README.md" if readme else at)
            return path.rstrip("/") + ("/README.md" if readme else "/index.md") + mark + anchor
        if (self.pages / at).exists(): # written by the reference
            return link
        self.waiting.append(at)
        return link if at.suffix in PICTURES | {".md"} else path + ".md" + mark + anchor

    def gather(self, first):
        self.waiting += map(pathlib.PurePosixPath, first)
        while self.waiting:
            at = self.waiting.pop()
            if at in self.done:
                continue
            self.done.add(at)
            if (ROOT / at).is_dir():
                self.write(at / "index.md", folder_page(at, source_page))
            elif at.suffix == ".md":
                self.write(at, (self.pages / at if (self.pages / at).exists() else ROOT / at).read_text())
            elif at.suffix in PICTURES:
                (self.pages / at).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / at, self.pages / at)
            else:
                to = self.pages / f"{at}.md"
                to.parent.mkdir(parents=True, exist_ok=True)
                to.write_text(source_page(at))


def keep_at_home(site):
    """The theme fetches one script, for searching in pages that are opened as files, from elsewhere; ours lies beside the pages."""
    for path in site.rglob("*.html"):
        text = path.read_text()
        up = "../" * (len(path.relative_to(site).parts) - 1)
        path.write_text(re.sub(r'src="https:[^"]*/iframe-worker/shim"', f'src="{up}worker.js"', text))


def screenshots(site, folder):
    """Each page of the list at two widths, some in the dark as well."""
    browser = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("docs: no Chromium here")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for page in pages_in(NAV):
        html = site / ("index.html" if page == "README.md" else page.replace(".md", ".html"))
        for width, height in ((1280, 2400), (390, 3200)):
            for scheme, flag in (("", "1"), ("-dark", "0"))[:2 if page in DARK else 1]:
                picture = folder / f"{pathlib.PurePosixPath(page).stem}-{width}{scheme}.png"
                frame = folder / "frame.html" # a window has a least width, a frame has none
                frame.write_text(f'<body style="margin:0"><iframe src="{html.as_uri()}" width="{width}" height="{height}" style="border:0"></iframe>')
                subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--blink-settings=preferredColorScheme={flag}",
                                "--virtual-time-budget=1500", f"--window-size={max(width, 500)},{height}", f"--screenshot={picture}", frame.as_uri()],
                               check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    (folder / "frame.html").unlink()
    print(f"{len(list(folder.iterdir()))} pictures in {folder}")


def main(out, *flags):
    out = pathlib.Path(out).resolve()
    for name in ("pages", "site"):
        shutil.rmtree(out / name, ignore_errors=True)
    if reference.main(ROOT, out / "pages/docs/reference"):
        return 1
    gatherer(out / "pages").gather(pages_in(NAV))
    for name in ("site.css", "worker.js"):
        shutil.copy(HERE / name, out / "pages")
    (out / "mkdocs.yml").write_text(json.dumps({"INHERIT": str(HERE / "mkdocs.yml"), "docs_dir": "pages", "site_dir": "site", "nav": NAV}, indent=1))
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--config-file", out / "mkdocs.yml"]
    if subprocess.run(command, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}).returncode:
        return 1
    keep_at_home(out / "site")
    if links.check_site(out / "site"):
        return 1
    print(f"{out / 'site' / 'index.html'}")
    if "--screenshots" in flags:
        screenshots(out / "site", out / "screenshots")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
