// Keeps the page up to date. Without it, the page is as it was when it was loaded.
const everyMs = 5000;

async function refresh() {
  const main = document.querySelector('main');
  if (document.hidden || document.activeElement?.matches('main input')) return;
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main');
  for (const details of main.querySelectorAll('details'))
    next.querySelector(`details#${CSS.escape(details.id)}`)?.toggleAttribute('open', details.open);
  if (next.innerHTML === main.innerHTML) return;
  const focused = document.activeElement?.id;
  const isOtherTitle = next.querySelector('h1')?.textContent !== main.querySelector('h1')?.textContent;
  main.replaceWith(document.adoptNode(next));
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  if (isOtherTitle) document.getElementById('news').textContent = next.querySelector('h1').textContent;
}

// One after another: an answer may take longer than the wait for the next.
async function keepUpToDate() {
  await refresh().catch(() => undefined);
  setTimeout(keepUpToDate, everyMs);
}
setTimeout(keepUpToDate, everyMs);
