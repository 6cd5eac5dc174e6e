// What a measured page is watched with: put before its own scripts, the same in Heddle and in the peer.
// `heddleWatched` says which selectors mean its text, its marks, its lines and what scrolls.

(() => {
  const what = window.heddleWatched;
  const tasks = [];
  let frames = [];
  let began = 0; // the page's own clock: 0 is the moment at which its loading was asked for
  let follows = true;

  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) tasks.push({ startTime, duration });
  }).observe({ type: "longtask", buffered: true });

  /** Calls once the frame that is being made has been painted. */
  const painted = (then) => setTimeout(() => then(performance.now()), 0);

  /** Counts the marks that stand in the window; they are in the order of the text. */
  function marksSeen() {
    let count = 0;
    for (const mark of document.querySelectorAll(what.marks)) {
      const { top, bottom } = mark.getBoundingClientRect();
      if (top >= innerHeight) break;
      if (bottom > 0) count += 1;
    }
    return count;
  }

  function follow() {
    requestAnimationFrame(() => {
      if (!follows) return;
      const count = marksSeen();
      painted((at) => frames.push({ count, at }));
      follow();
    });
  }
  follow();

  const scroller = () => (what.scroller ? document.querySelector(what.scroller) : document.scrollingElement);
  const lines = () => [...document.querySelectorAll(what.lines)];

  /** A stretch of some letters on one line, on the screen, that no mark covers; null where there is none. */
  function bareStretch() {
    const view = (what.scroller ? scroller() : document.documentElement).getBoundingClientRect();
    const [top, bottom] = [Math.max(0, view.top) + 40, Math.min(innerHeight, view.bottom) - 120];
    for (const line of lines()) {
      const box = line.getBoundingClientRect();
      if (box.bottom < top) continue;
      if (box.top > bottom) break;
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.parentElement.closest(what.marks)) continue;
        for (let at = 4; at + 24 < node.length; at += 12) {
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + 16);
          const [rect, more] = range.getClientRects();
          if (rect && !more && rect.top > top && rect.bottom < bottom) {
            return { left: rect.left + 1, right: rect.right - 1, y: rect.top + rect.height / 2 };
          }
        }
      }
    }
    return null;
  }

  let adding = null;

  /** Sets an attribute of the page once something holds: the only thing that can be waited for from outside
      with a limit, under a policy that forbids evaluated strings, while the page may be too busy to answer. */
  function tell(name, holds) {
    document.documentElement.removeAttribute(name);
    const timer = setInterval(() => {
      if (!holds()) return;
      clearInterval(timer);
      document.documentElement.setAttribute(name, "");
    }, 100);
  }

  /** Whether the end of the text is there and the marks on the screen have been the same for a while. */
  function settled(last) {
    const now = performance.now();
    const count = frames.at(-1)?.count ?? 0;
    const still = frames.filter(({ at }) => at > now - 600).every((frame) => frame.count === count);
    const calm = tasks.every(({ startTime, duration }) => startTime + duration < now - 300);
    return count > 0 && still && calm && (document.querySelector(what.text)?.textContent.includes(last) ?? false);
  }

  window.heddleBench = {
    /** Starts the clock and does what opens a document. */
    open(action) {
      frames = [];
      began = performance.now();
      action();
    },
    rest: (last) => tell("data-bench-rests", () => settled(last)),
    /** Ends the watch; returns milliseconds to the first frame with all marks of the screen, and the longest task. */
    opened() {
      follows = false;
      const final = frames.at(-1)?.count ?? 0;
      const before = frames.findLastIndex(({ count }) => count !== final);
      const longest = Math.max(0, ...tasks.filter(({ startTime }) => startTime >= began).map(({ duration }) => duration));
      return { frame: frames[before + 1].at - began, task: longest, marks: final, nodes: this.nodes() };
    },
    nodes() {
      const walker = document.createTreeWalker(document);
      let count = 1;
      while (walker.nextNode()) count += 1;
      return count;
    },
    /** Returns where to drag, going down the text as far as it must. */
    async place() {
      for (let i = 0; i < 400; i += 1) {
        const found = bareStretch();
        if (found) return found;
        scroller().scrollBy(0, 200);
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 60)));
      }
      throw new Error("There is no place without a coding left.");
    },
    /** Waits for a coding at a point: from the first key after the selection until it is painted. */
    arm(x, y) {
      performance.clearResourceTimings();
      const state = (adding = { first: 0, last: 0, seen: 0 });
      const acted = (event) => {
        if (event.isTrusted && event.type === "keydown") state.first ||= event.timeStamp;
        if (event.isTrusted) state.last = event.timeStamp;
      };
      for (const name of ["keydown", "click"]) addEventListener(name, acted, { capture: true });
      const look = () => requestAnimationFrame(() => {
        if (adding !== state) return;
        const there = document.elementsFromPoint(x, y).some((element) => element.matches(what.marks));
        if (!there) return void look();
        for (const name of ["keydown", "click"]) removeEventListener(name, acted, { capture: true });
        painted((at) => (state.seen = at));
      });
      look();
      tell("data-bench-coded", () => this.added() !== null);
    },
    /** What came of it, or null while it is awaited: milliseconds until seen, and until the server had it. */
    added() {
      const saved = performance.getEntriesByType("resource").find(({ name }) => new RegExp(what.saved).test(name));
      if (!adding?.seen || !saved?.responseEnd) return null;
      const { first, last, seen } = adding;
      return { seen: seen - first, sinceLast: seen - last, kept: saved.responseEnd - first };
    },
    /** Scrolls by a step in each frame; returns how long each took. */
    async scroll(count, step) {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const times = [];
      let before = await frame();
      for (let i = 0; i < count; i += 1) {
        scroller().scrollBy(0, step);
        const now = await frame();
        times.push(now - before);
        before = now;
      }
      return times;
    },
    top: () => scroller().scrollTo(0, 0),
  };
})();
