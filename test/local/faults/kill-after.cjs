// Loaded into a function with NODE_OPTIONS=--require, from outside the product. Once an answer to KILL_AFTER has
// arrived, the process ends without a word after so many further answers as the file it took from KILL_FOLDER says.
const { subscribe } = require('node:diagnostics_channel');
const { readdirSync, unlinkSync } = require('node:fs');
const { join } = require('node:path');

const { KILL_AFTER = '', KILL_FOLDER = '' } = process.env;
let answersLeft;

subscribe('http.client.response.finish', ({ request }) => {
  if (answersLeft === undefined) {
    if (String(request.getHeader('x-amz-target')).endsWith(KILL_AFTER)) answersLeft = takePoint();
  } else answersLeft--;
  if (answersLeft === 0) process.kill(process.pid, 'SIGKILL');
});

/** Each file `point-<n>` kills one process; removing it is how a process gets it for itself. */
function takePoint() {
  for (const name of readdirSync(KILL_FOLDER)) {
    try {
      unlinkSync(join(KILL_FOLDER, name));
      return Number(name.replace('point-', ''));
    } catch {
      // Another process was quicker.
    }
  }
  return undefined;
}
