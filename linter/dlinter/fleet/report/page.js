"use strict";
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const cards = [...document.querySelectorAll("article.finding")].map((card) => ({ card, text: card.textContent.toLowerCase() }));
  const search = document.getElementById("search"), severity = document.getElementById("severity"), fresh = document.getElementById("new"), count = document.getElementById("count");
  form.hidden = false;
  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { card, text } of cards) {
      const fits = words.every((word) => text.includes(word)) && (!severity.value || card.dataset.severity === severity.value) && (!fresh || !fresh.checked || card.dataset.new === "1");
      card.hidden = !fits;
      shown += fits;
    }
    count.textContent = `${shown} of ${cards.length} rows`;
  };
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && event.target.tagName !== "INPUT") { event.preventDefault(); search.focus(); }
  });
  show();
})();
