// Additions to the pages, which all work without it.
"use strict";

// --- the search box completes names -----------------------------------------------------------------------------

const box = document.querySelector("#q");
const list = document.createElement("ul");
let asked = 0;

function choose(option) {
  for (const each of list.children) each.setAttribute("aria-selected", String(each === option));
  if (option === null) box.removeAttribute("aria-activedescendant");
  else {
    box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }
}

function close() {
  list.hidden = true;
  list.replaceChildren();
  box.setAttribute("aria-expanded", "false");
  choose(null);
}

function show(suggestions) {
  list.replaceChildren(...suggestions.map((each, at) => {
    const option = document.createElement("li");
    option.id = `option-${at}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.url = each.url;
    const kind = document.createElement("small");
    kind.className = `of-${each.type}`;
    kind.textContent = ` ${box.dataset[each.type]}`;
    const label = document.createElement("bdi");
    label.textContent = each.label;
    option.append(label, kind);
    return option;
  }));
  list.hidden = suggestions.length === 0;
  box.setAttribute("aria-expanded", String(!list.hidden));
}

async function complete() {
  const number = ++asked;
  if (box.value.trim() === "") return close();
  const query = new URLSearchParams({ q: box.value, limit: "8", lang: document.documentElement.lang });
  const answer = await fetch(`/v1/autocomplete?${query}`);
  if (number === asked && answer.ok) show((await answer.json()).data);
}

function go(option) {
  const chosen = new URLSearchParams(location.search).get("lang");
  location.href = option.dataset.url.replace(/^\/v1/, "") + (chosen === null ? "" : `?lang=${chosen}`);
}

function move(event) {
  const selected = list.querySelector('[aria-selected="true"]');
  if (event.key === "Escape" && !list.hidden) {
    event.preventDefault(); // or the browser would clear the box
    return close();
  }
  if (event.key === "Enter" && selected !== null) {
    event.preventDefault();
    return go(selected);
  }
  if (list.hidden || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  event.preventDefault();
  const down = event.key === "ArrowDown";
  const next = selected === null ? null : down ? selected.nextElementSibling : selected.previousElementSibling;
  choose(next ?? (down ? list.firstElementChild : list.lastElementChild));
}

if (box !== null) {
  list.id = "options";
  list.className = "options";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.labels[0].textContent);
  box.after(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-controls": "options", "aria-expanded": "false",
  })) box.setAttribute(name, value);
  box.addEventListener("input", complete);
  box.addEventListener("keydown", move);
  box.addEventListener("blur", close);
  // mousedown comes before the box loses its focus, which closes the list.
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("li");
    if (option !== null) go(option);
  });
}

// --- in a text, the whole span of the address is highlighted, not only its beginning ----------------------------

function showSpan() {
  for (const each of document.querySelectorAll(".text .led")) each.classList.remove("led");
  const anchor = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  let left = Number(anchor?.dataset.length ?? 0);
  for (let node = anchor?.closest(".m") ?? anchor?.nextSibling; node != null && left > 0; node = node.nextSibling) {
    left -= [...node.textContent].length;
    node.classList?.add("led");
  }
}

if (document.querySelector(".text") !== null) {
  addEventListener("hashchange", showSpan);
  showSpan();
}
