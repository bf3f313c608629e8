// Keeps the page up to date. Without it, the page is as it was when it was loaded.
const soonMs = 5000;
const slowestMs = Number(document.currentScript.dataset.slowestSeconds) * 1000;
let waitMs = soonMs;
let timer;

/** Returns whether anything has changed. */
async function refresh() {
  const main = document.querySelector('main');
  if (document.hidden || document.activeElement?.matches('main :is(input, select)')) return false;
  const answer = await fetch(location.href);
  if (!answer.ok) return false;
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main');
  // What became of the last act was announced when the page was loaded.
  for (const said of [main, next].flatMap((part) => [...part.querySelectorAll('.said')]))
    said.removeAttribute('role');
  for (const details of main.querySelectorAll('details'))
    next.querySelector(`details#${CSS.escape(details.id)}`)?.toggleAttribute('open', details.open);
  if (next.innerHTML === main.innerHTML) return false;
  const focused = document.activeElement?.id;
  const isOtherTitle = next.querySelector('h1')?.textContent !== main.querySelector('h1')?.textContent;
  const fields = [...main.querySelectorAll(':is(input, select)[id]')].map(({ id, value }) => [id, value]);
  main.replaceWith(document.adoptNode(next));
  for (const [id, value] of fields) {
    const field = document.getElementById(id);
    if (field) field.value = value;
  }
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  if (isOtherTitle) document.getElementById('news').textContent = next.querySelector('h1').textContent;
  return true;
}

// One after another: an answer may take longer than the wait for the next. Where nothing happens, ever more rarely.
async function keepUpToDate() {
  timer = undefined;
  const isChanged = await refresh().catch(() => false);
  waitMs = isChanged ? soonMs : Math.min(waitMs * 2, slowestMs);
  timer = setTimeout(keepUpToDate, waitMs);
}
timer = setTimeout(keepUpToDate, soonMs);

/** Somebody is here. */
function lookSoon() {
  if (timer === undefined || waitMs === soonMs) return;
  clearTimeout(timer);
  waitMs = soonMs;
  timer = setTimeout(keepUpToDate, soonMs);
}
for (const sign of ['pointerdown', 'keydown', 'visibilitychange']) document.addEventListener(sign, lookSoon);
