// Draws a chart in the page on request: Vega, without eval, with the specification of the picture.
"use strict";

const figure = document.querySelector("figure.chart");
const button = figure.querySelector("[data-live]");
const wide = matchMedia("(min-width: 34.01rem)");
const dark = matchMedia("(prefers-color-scheme: dark)");

function loaded(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.type = "module"; // keeps its names out of the global scope
    script.src = address;
    script.onload = resolve;
    script.onerror = () => reject(new Error(address));
    document.head.append(script);
  });
}

async function specification() {
  const query = `&theme=${dark.matches ? "dark" : "light"}&width=${wide.matches ? "wide" : "narrow"}`;
  const answer = await fetch(figure.dataset.spec + query);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

// The policy of these pages forbids the inline styles of Vega's own tooltip.
function tooltip() {
  const box = document.createElement("div");
  box.setAttribute("role", "tooltip");
  box.hidden = true;
  figure.append(box);
  return (handler, event, item, value) => {
    box.hidden = typeof value !== "object" || value === null;
    if (box.hidden) return;
    const list = document.createElement("dl");
    for (const [name, text] of Object.entries(value)) {
      const term = document.createElement("dt");
      term.textContent = name;
      const description = document.createElement("dd");
      description.textContent = text;
      list.append(term, description);
    }
    box.replaceChildren(list);
    const left = Math.min(event.pageX + 12, scrollX + document.documentElement.clientWidth - box.offsetWidth - 8);
    box.style.left = `${Math.max(8, left)}px`;
    box.style.top = `${event.pageY + 14}px`;
  };
}

async function draw() {
  const [spec] = await Promise.all([specification(), window.vegaEmbed ? null : loaded(figure.dataset.script)]);
  const place = document.createElement("div");
  const options = { ast: true, actions: false, defaultStyle: false, renderer: "canvas", tooltip: tooltip() };
  // Draws into an element outside the page, which replaces the picture when it is ready.
  const { view } = await window.vegaEmbed(place, spec, options);
  view.addEventListener("click", (event, item) => {
    if (item && item.datum && item.datum.list) location.href = item.datum.list;
  });
  const picture = figure.querySelector("picture");
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", picture.querySelector("img").alt);
  picture.replaceWith(place);
}

button.hidden = false;
button.addEventListener("click", async () => {
  button.disabled = true;
  try {
    await draw();
    button.remove();
  } catch (error) {
    console.error(error);
    button.replaceWith(button.dataset.failed);
  }
});
