import { StudioError } from '../src/core/error.ts';

/** A command of the studio: its one-line purpose, its full help, and what it does. Exit codes: 0 done, 1 failed, 2 usage. */
interface Command {
  readonly purpose: string;
  readonly load: () => Promise<{ help: string; run: (args: string[]) => Promise<number> }>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  tiles: {
    purpose: 'read source files, put them on the grid, write a store and a report of everything rejected',
    load: async () => {
      const m = await import('./tiles.ts');
      return { help: m.help, run: m.tiles };
    },
  },
  inspect: {
    purpose: 'tell what files are, hold and leave open, without building anything',
    load: async () => {
      const m = await import('./inspect.ts');
      return { help: m.help, run: m.inspect };
    },
  },
  diagnose: {
    purpose: 'tell what the values of a store are like, and what that means for modelling',
    load: async () => {
      const m = await import('./diagnose.ts');
      return { help: m.help, run: m.diagnose };
    },
  },
  train: {
    purpose: 'train an ensemble on a store',
    load: async () => {
      const m = await import('./train.ts');
      return { help: m.help, run: m.train };
    },
  },
  evaluate: {
    purpose: 'score the network beside its baselines on the final test block',
    load: async () => {
      const m = await import('./evaluate.ts');
      return { help: m.help, run: m.evaluate };
    },
  },
  forecast: {
    purpose: 'roll an ensemble out over the map and write a forecast store',
    load: async () => {
      const m = await import('./forecast.ts');
      return { help: m.help, run: m.forecast };
    },
  },
  predict: {
    purpose: 'answer a list of places and months',
    load: async () => {
      const m = await import('./predict.ts');
      return { help: m.help, run: m.predict };
    },
  },
  export: {
    purpose: 'write part of a store as netCDF, GeoTIFF, CSV or zip',
    load: async () => {
      const m = await import('./export.ts');
      return { help: m.help, run: m.exportFile };
    },
  },
  reference: {
    purpose: 'make Reference Alaska, the modelled default store',
    load: async () => {
      const m = await import('./reference.ts');
      return { help: m.help, run: m.reference };
    },
  },
};

const overview = `npm run studio -- COMMAND [options]

Data go to standard output, progress to standard error. Exit status: 0 done, 1 failed, 2 wrong usage.

${Object.entries(COMMANDS)
  .map(([name, { purpose }]) => `  ${name.padEnd(10)} ${purpose}`)
  .join('\n')}

  COMMAND --help tells its options.`;

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(overview);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    console.error(`There is no command '${name}'.\n\n${overview}`);
    return 2;
  }
  const { help, run } = await command.load();
  if (args.includes('--help') || args.includes('-h')) {
    console.log(help);
    return 0;
  }
  return run(args);
}

main(process.argv.slice(2)).then(
  // Exit outright: GPU and wasm back ends keep handles that would hold the process.
  (code) => process.exit(code),
  (error: unknown) => {
    if (error instanceof StudioError) console.error(error.message);
    else if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
      console.error(`${error.message}\nSee: npm run studio -- ${process.argv[2] ?? ''} --help`);
      process.exit(2);
    } else console.error(error);
    process.exit(error instanceof StudioError && error.tag === 'BadRequest' ? 2 : 1);
  },
);
