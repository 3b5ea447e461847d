/** The script of the docs page: the address of this server in the examples, and a button that copies each of them. */
export const docsScript = `for (const place of document.querySelectorAll('.base-url'))
  place.textContent = location.origin;
const copiedMs = 2000;
for (const block of document.querySelectorAll('pre.copy')) {
  const text = block.textContent;
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copy';
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, copiedMs);
  });
  if (navigator.clipboard) block.append(button);
}
`;
