import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export type Answer = Record<string, unknown>;

interface Open {
  resolve(line: Answer): void;
  reject(error: Error): void;
}

/** A program that answers one line of JSON per line of JSON. */
export interface LineProcess {
  ask(question: object): Promise<Answer>;
  close(): void;
}

/** @param name of the program, for what it says when it fails */
export function lineProcess(
  name: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): LineProcess {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, ...env } });
  return { ask: conversation(name, child), close: () => child.kill() };
}

function conversation(name: string, child: ChildProcess): LineProcess['ask'] {
  const open: Open[] = [];
  const fail = (why: string) => {
    for (const { reject } of open.splice(0)) reject(new Error(why));
  };
  createInterface({ input: child.stdout! }).on('line', (line) => {
    const reply = JSON.parse(line) as Answer;
    const asked = open.shift();
    if (typeof reply.error === 'string') asked?.reject(new Error(`${name}: ${reply.error}`));
    else asked?.resolve(reply);
  });
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code) => fail(`the ${name} process ended with ${code}`));
  return (question) =>
    new Promise((resolve, reject) => {
      open.push({ resolve, reject });
      child.stdin?.write(`${JSON.stringify(question)}\n`);
    });
}
