import './silence.ts';
import { simulate } from './simulate.ts';

const [first = '1', lives = '1000'] = process.argv.slice(2);
const begun = Date.now();
for (let seed = Number(first); seed < Number(first) + Number(lives); seed++) {
  try {
    await simulate(seed);
  } catch (error) {
    console.log(`seed ${seed} after ${seed - Number(first) + 1} lives`);
    console.log(error instanceof Error ? (error.stack ?? error.message).slice(0, 3000) : error);
    process.exit(1);
  }
}
console.log(`${lives} lives in ${Date.now() - begun} ms`);
