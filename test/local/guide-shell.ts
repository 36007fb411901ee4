import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What curl is asked to do besides what is pasted: to say how each call ended. */
const curlrc = `show-error
write-out = "%{stderr}called %{method} %{http_code}\\n"
`;

/** What came of something pasted. */
export interface Pasted {
  readonly output: string;
  readonly errors: string;
  /** In order: `{ method: 'POST', status: 201 }`. */
  readonly calls: readonly { readonly method: string; readonly status: number }[];
}

/** A bash in a folder of its own, which keeps its variables from one paste to the next like a person's terminal. */
export class Shell {
  readonly folder = mkdtempSync(join(tmpdir(), 'guanjia-guide-'));
  private readonly bash: ChildProcess;
  private readonly lines: AsyncIterator<string>;

  constructor() {
    writeFileSync(join(this.folder, '.curlrc'), curlrc);
    const env = { PATH: process.env.PATH, LANG: 'C.UTF-8', HOME: this.folder, CURL_HOME: this.folder };
    const bash = spawn('bash', { cwd: this.folder, env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.bash = bash;
    this.lines = createInterface(bash.stdout)[Symbol.asyncIterator]();
  }

  async paste(text: string): Promise<Pasted> {
    const file = (name: string) => join(this.folder, name);
    writeFileSync(file('.pasted'), text);
    this.bash.stdin?.write('source .pasted >.output 2>.errors </dev/null; echo done\n');
    if ((await this.lines.next()).done) throw new Error(`bash ended at: ${text}`);
    const errors = readFileSync(file('.errors'), 'utf8');
    const calls = [...errors.matchAll(/^called (\w+) (\d+)$/gm)].map(([, method = '', status]) => ({
      method,
      status: Number(status),
    }));
    return { output: readFileSync(file('.output'), 'utf8'), errors, calls };
  }

  async close(): Promise<void> {
    const ended = once(this.bash, 'exit');
    this.bash.stdin?.end();
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
