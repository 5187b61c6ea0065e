// Says how many findings the filters leave, and opens folded parts for printing. The page is complete without it.
(function () {
  "use strict";
  var form = document.getElementById("filters");
  var status = document.getElementById("filter-status");
  if (form && status) {
    var all = Array.prototype.slice.call(document.querySelectorAll("#findings .finding"));
    var say = function () {
      var shown = all.filter(function (f) { return f.getClientRects().length > 0; }).length;
      status.textContent = shown + " of " + all.length + " findings shown";
    };
    form.addEventListener("change", say);
    form.addEventListener("reset", function () { window.setTimeout(say, 0); });
    say();
  }
  var opened = [];
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details:not([open])").forEach(function (d) { d.open = true; opened.push(d); });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (d) { d.open = false; });
    opened = [];
  });
})();
