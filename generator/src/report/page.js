"use strict";
// Searches the list of operations, sorts the table, copies paths. The list itself is the data: nothing of
// a description stands in this script, and what it shows it copies as nodes, never as markup.
(() => {
  const MOST = 50;
  const at = (id) => document.getElementById(id);
  const query = at("query"), hits = at("hits"), found = at("found"), more = at("more");
  let all = null, limit = MOST;

  const words = (text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const isOpen = (segment) => segment.startsWith("{");
  const segments = (path) => path.split("/").filter(Boolean);

  // What is known of each operation, made when it is needed first.
  const index = () => all ??= [...document.querySelectorAll("#operations .tool")].flatMap((tool) => {
    const name = tool.querySelector("h3").textContent;
    return [...tool.querySelectorAll("li")].map((item) => {
      const text = (tag) => item.querySelector(tag).textContent;
      const title = text("b"), key = text("code"), rust = text("samp");
      const [method, path] = [key.slice(0, key.indexOf(" ")), key.slice(key.indexOf(" ") + 1)];
      return {
        item, title, rust, method, path, key, parts: segments(path.toLowerCase()),
        titleWords: words(title), isGone: item.querySelector("a") !== null,
        known: [title, key, rust, name, text("i")].join(" ").toLowerCase(),
      };
    });
  });

  // How many segments of the template took what was not written as a parameter; -1 where it does not fit.
  const fits = (parts, wanted, whole) => {
    const skipped = parts.length - wanted.length;
    if (skipped < 0 || (whole && skipped > 0)) return -1;
    let open = skipped;
    for (let n = 0; n < wanted.length; n++) {
      const part = parts[skipped + n];
      if (isOpen(part)) open += isOpen(wanted[n]) ? 0 : 1;
      else if (part !== wanted[n]) return -1;
    }
    return open;
  };

  // The operations that a URL or a path calls, the likeliest first.
  const byPath = (text) => {
    const [, method, rest] = /^(?:(get|post|put|patch|delete|head|options)\s+)?(.*)$/s.exec(text);
    const path = rest.replace(/^[a-z]+:\/\/[^/]*/, "").split(/[?#]/)[0];
    const wanted = segments(path);
    return index().filter((one) => !method || one.method.toLowerCase() === method)
      .map((one) => [one, fits(one.parts, wanted, path.startsWith("/"))])
      .filter(([, open]) => open >= 0 && wanted.length > 0)
      .sort((a, b) => a[1] - b[1]).map(([one]) => one);
  };

  // Those that have all of the words: first those whose title has them, what goes away last.
  const byWords = (text) => {
    const wanted = text.split(/\s+/).filter(Boolean);
    const inTitle = (one) => wanted.every((word) => one.titleWords.some((own) => own.startsWith(word)));
    return index().filter((one) => wanted.every((word) => one.known.includes(word)))
      .map((one) => [one, (inTitle(one) ? 0 : 1000) + (one.isGone ? 100 : 0) + one.titleWords.length])
      .sort((a, b) => a[1] - b[1]).map(([one]) => one);
  };

  const search = () => {
    const text = query.value.trim().toLowerCase();
    if (!text) return [];
    const paths = text.includes("/") ? byPath(text) : [];
    return paths.length > 0 ? paths : byWords(text);
  };

  const hit = (one) => {
    const line = document.createElement("li"), button = document.createElement("button");
    button.type = "button";
    button.dataset.rust = one.rust;
    for (const part of one.item.children) {
      if (part.tagName !== "A") button.append(part.cloneNode(true));
    }
    line.append(button);
    const mark = one.item.querySelector("a");
    if (mark) line.append(mark.cloneNode(true));
    return line;
  };

  const show = () => {
    const results = search();
    hits.replaceChildren(...results.slice(0, limit).map(hit));
    hits.scrollTop = 0;
    more.hidden = results.length <= limit;
    more.textContent = `Show all ${results.length}`;
    if (!query.value.trim()) found.textContent = "";
    else if (results.length === 0) found.textContent = "Nothing is called that: try fewer words, or a part of the path.";
    else found.textContent = `${results.length} ${results.length === 1 ? "operation" : "operations"} found.`;
  };

  // Where a browser withholds the clipboard, the older command may still be allowed.
  const copyByCommand = (text) => {
    const field = document.createElement("textarea");
    const back = document.activeElement;
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    back?.focus();
    return done;
  };
  const copy = async (text) => {
    let done;
    try { await navigator.clipboard.writeText(text); done = true; } catch { done = copyByCommand(text); }
    found.textContent = done ? `Copied ${text}` : `The browser does not let this page copy: ${text}`;
  };

  const buttons = () => [...hits.querySelectorAll("button")];
  const step = (by) => {
    const each = buttons(), next = each.indexOf(document.activeElement) + by;
    (each[Math.min(next, each.length - 1)] && next >= 0 ? each[Math.min(next, each.length - 1)] : query).focus();
  };
  const clear = () => { query.value = ""; limit = MOST; show(); query.focus(); };

  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    query.focus();
    query.select();
  });
  at("search").addEventListener("keydown", (event) => {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves && buttons().length > 0) step(moves[event.key]);
    else if (event.key === "Escape") clear();
    else if (event.key === "Enter" && event.target === query && buttons().length > 0) copy(buttons()[0].dataset.rust);
    else return;
    event.preventDefault();
  });
  hits.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) copy(button.dataset.rust);
    else if (event.target.closest("a")) clear();
  });
  query.addEventListener("input", () => { limit = MOST; show(); });
  more.addEventListener("click", () => { limit = Infinity; show(); buttons()[MOST]?.focus(); });

  // What a link leads to may be inside of something that is closed.
  const reveal = () => {
    const target = at(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);

  // The table: a button in each heading, the rows by number or by name.
  const table = at("tools");
  const number = (cell) => Number(cell.textContent.replaceAll(",", ""));
  const sort = (heading, column) => {
    const up = column === 0 ? heading.ariaSort !== "ascending" : heading.ariaSort === "descending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", up ? "ascending" : "descending");
    const rows = [...table.tBodies[0].rows];
    const compare = column === 0
      ? (a, b) => a.cells[0].textContent.localeCompare(b.cells[0].textContent, "en")
      : (a, b) => number(a.cells[column]) - number(b.cells[column]);
    rows.sort((a, b) => (up ? compare(a, b) : compare(b, a)));
    table.tBodies[0].append(...rows);
  };
  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => sort(heading, column));
  });

  at("search").hidden = false;
  if (location.hash) reveal();
})();
