// Esc three times within two seconds leaves, and so does the link: the page is blanked at once,
// and replaced, so that "back" does not return to it. Other tabs of the app leave with it.
(() => {
  "use strict";
  const WITHIN = 2000;
  let presses = [];
  const tabs = new BroadcastChannel("leave");
  const go = () => {
    document.documentElement.style.visibility = "hidden";
    window.location.replace("/leave");
  };
  const leave = () => {
    tabs.postMessage("now");
    go();
  };
  tabs.addEventListener("message", go);
  window.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    const now = Date.now();
    presses = presses.filter((then) => now - then < WITHIN);
    presses.push(now);
    if (presses.length >= 3) leave();
  }, true);
  window.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest('a[href="/leave"]');
    if (!link || event.button !== 0) return;
    event.preventDefault();
    leave();
  }, true);
})();
