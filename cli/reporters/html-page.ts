/** What an exported page looks like and does. It is text for a browser, not code of ours: nothing here is run by Node. */

export const HTML_STYLE = `
:root{color-scheme:light dark}
body{font-family:system-ui,sans-serif;margin:1.5rem;max-width:120rem}
h1{font-size:1.3rem}h2{font-size:1rem;margin:.8rem 0 .2rem}
pre{font:13px/1.35 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;margin:0;overflow-x:auto}
main{display:flex;flex-wrap:wrap;gap:2rem;align-items:flex-start}
#lanes{flex:1 1 40rem}aside{flex:1 1 28rem;position:sticky;top:1rem;max-height:95vh;overflow:auto}
#scrubber{width:70%}
.step{display:block}.step.here{outline:2px solid;outline-offset:1px}
.step.later{opacity:.45}.row{white-space:pre}
#source .here{font-weight:bold;outline:1px solid}
`;

export const HTML_SCRIPT = `
(() => {
  const { positions, listings } = JSON.parse(document.getElementById('data').textContent);
  const at = (id) => document.getElementById(id);
  const steps = [...document.querySelectorAll('.step')];
  const last = positions.length - 1;
  let here = 0;
  const valuesAt = (position) => {
    const values = new Map();
    for (let i = 0; i <= position; i++) {
      for (const key of positions[i].gone) values.delete(key);
      for (const [key, value] of positions[i].set) values.set(key, value);
    }
    return values;
  };
  const show = (position, scroll) => {
    here = Math.max(0, Math.min(last, position));
    const { set, fn, labels, waits } = positions[here];
    for (const step of steps) {
      const number = Number(step.dataset.step);
      step.classList.toggle('here', number === here);
      step.classList.toggle('later', number > here);
    }
    const values = valuesAt(here);
    const before = here === 0 ? new Map() : valuesAt(here - 1);
    at('changed').textContent = here === 0 ? 'the start' : set
      .map(([key, value]) => key + ': ' + (before.has(key) ? before.get(key) + ' -> ' : '') + value).join('\\n') || 'nothing';
    at('state').textContent = [...values].sort().map(([key, value]) => key + ' = ' + value).join('\\n');
    at('waits').textContent = waits.join('\\n') || 'nobody';
    at('source').replaceChildren();
    const listing = listings[fn];
    at('place').textContent = listing ? listing.where : 'Source';
    for (const { text, label } of listing ? listing.lines : []) {
      const isHere = label !== null && labels.includes(label);
      const row = document.createElement('span');
      row.className = isHere ? 'here' : '';
      row.textContent = (isHere ? '> ' : '  ') + text + '\\n';
      at('source').append(row);
      if (isHere && scroll) row.scrollIntoView({ block: 'nearest' });
    }
    at('scrubber').value = here;
    at('position').textContent = 'step ' + here + ' of ' + last;
    if (scroll) {
      const row = steps.find((step) => Number(step.dataset.step) === here);
      if (row) row.scrollIntoView({ block: 'nearest' });
      history.replaceState(null, '', '#step=' + here);
    }
  };
  at('beside').hidden = false;
  at('keys').hidden = false;
  at('scrubber').addEventListener('input', (event) => show(Number(event.target.value), true));
  for (const step of steps) step.addEventListener('click', () => show(Number(step.dataset.step), true));
  document.addEventListener('keydown', (event) => {
    const to = { j: here + 1, ArrowDown: here + 1, k: here - 1, ArrowUp: here - 1, g: 0, Home: 0, G: last, End: last }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    show(to, true);
  });
  const asked = /^#step=(\\d+)$/.exec(location.hash);
  show(asked ? Number(asked[1]) : last, asked !== null);
})();
`;
