// SPDX-FileCopyrightText: 2026 the typegrad authors
// SPDX-License-Identifier: BSD-3-Clause
// Browsers refuse workers to pages that are opened as files. There the search runs in a hidden frame instead.
if (location.protocol === "file:") {
    window.Worker = class extends EventTarget {
        constructor(script) {
            super();
            const frame = document.createElement("iframe");
            frame.hidden = true;
            frame.title = "search";
            this.ready = new Promise((resolve) => {
                frame.addEventListener("load", () => {
                    const inside = frame.contentWindow;
                    inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
                    inside.importScripts = (...urls) =>
                        Promise.all(urls.map((url) => new Promise((loaded) => this.load(inside, url, loaded))));
                    this.load(inside, script, () => resolve(inside));
                }, { once: true });
            });
            document.body.append(frame);
        }
        load(inside, url, then) {
            const element = inside.document.createElement("script");
            element.src = new URL(url, location.href);
            element.onload = then;
            inside.document.body.append(element);
        }
        postMessage(data) {
            this.ready.then((inside) => inside.dispatchEvent(new inside.MessageEvent("message", { data })));
        }
        terminate() {}
    };
}
