(function () {
  "use strict";
  var byId = function (id) { return document.getElementById(id); };
  var all = function (selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); };
  var form = byId("filters"), groups = byId("groups"), nothing = byId("nothing");
  if (!form) { return; }
  form.hidden = false;
  var search = byId("search"), rule = byId("rule"), group = byId("group"), fixable = byId("fixable"), chip = byId("layer"), count = byId("count");
  var tiles = all(".tile"), findings = all(".finding"), layer = "";
  var homes = findings.map(function (one) { return one.parentNode; });
  var names = findings.map(function (one) { return one.closest(".group").dataset.name; });
  var texts = findings.map(function (one, at) { return (names[at] + " " + one.dataset.family + " " + one.textContent).toLowerCase(); });
  var inputs = all(".group");

  function filter() {
    var off = {}, words = search.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0;
    tiles.forEach(function (tile) { off[tile.dataset.severity] = tile.getAttribute("aria-pressed") === "false"; });
    findings.forEach(function (one, at) {
      var data = one.dataset;
      var hide = off[data.severity] || (rule.value && data.rule !== rule.value) || (fixable.checked && !data.fix) ||
        (layer && data.layer !== layer) || words.some(function (word) { return texts[at].indexOf(word) < 0; });
      one.hidden = Boolean(hide);
      shown += hide ? 0 : 1;
    });
    var narrowed = shown < findings.length;
    all(".group", groups).forEach(function (section) {
      var here = all(".finding", section).some(function (one) { return !one.hidden; });
      section.hidden = !here && (narrowed || !section.querySelector(".timeline"));
    });
    all(".clean").forEach(function (each) { each.hidden = narrowed; });
    chip.hidden = !layer;
    nothing.hidden = shown > 0 || findings.length === 0;
    count.textContent = narrowed ? shown + " of " + findings.length : findings.length + (findings.length === 1 ? " finding" : " findings");
  }

  function regroup() {
    all(".by-rule", groups).forEach(function (section) { section.remove(); });
    if (group.value === "input") {
      findings.forEach(function (one, at) {
        var from = one.querySelector(".from");
        if (from) { from.remove(); }
        homes[at].appendChild(one);
      });
      inputs.forEach(function (section) { section.classList.remove("emptied"); });
    } else {
      var made = {}, order = [];
      findings.forEach(function (one, at) {
        var id = one.dataset.rule;
        if (!made[id]) {
          var section = document.createElement("section"), head = document.createElement("header"), title = document.createElement("h2");
          section.className = "group by-rule";
          title.appendChild(document.createElement("code")).textContent = id;
          head.appendChild(title);
          section.appendChild(head);
          made[id] = section;
          order.push(section);
        }
        if (!one.querySelector(".from")) {
          var from = document.createElement("code");
          from.className = "from";
          from.textContent = names[at];
          one.querySelector("header").insertBefore(from, one.querySelector(".place"));
        }
        made[id].appendChild(one);
      });
      order.reverse().forEach(function (section) { groups.insertBefore(section, groups.firstChild); });
    }
    filter();
  }

  function reset() {
    search.value = "";
    rule.value = "";
    fixable.checked = false;
    layer = "";
    tiles.forEach(function (tile) { tile.setAttribute("aria-pressed", "true"); });
    filter();
  }

  tiles.forEach(function (tile) {
    tile.addEventListener("click", function () {
      tile.setAttribute("aria-pressed", tile.getAttribute("aria-pressed") === "false" ? "true" : "false");
      filter();
    });
  });
  all(".of-layer").forEach(function (button) {
    button.addEventListener("click", function () {
      layer = button.dataset.layer;
      chip.textContent = "layer " + layer.split("\n").pop() + " \u2715";
      filter();
      var first = findings.filter(function (one) { return !one.hidden; })[0];
      if (first) { first.scrollIntoView({ block: "center" }); }
    });
  });
  all(".reset").forEach(function (button) { button.addEventListener("click", reset); });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  search.addEventListener("input", filter);
  [rule, fixable].forEach(function (each) { each.addEventListener("change", filter); });
  group.addEventListener("change", regroup);
  document.addEventListener("keydown", function (event) {
    if (event.key === "/" && !/INPUT|SELECT|TEXTAREA/.test(document.activeElement.tagName)) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape" && document.activeElement === search) {
      reset();
    }
  });
  // Browsers keep what stood in the fields when the page is loaded again.
  regroup();
}());
