// `npm run accounts -- …`, `npm run projections -- …`: build if needed, then run one command.
import { ensureBuilt } from './build.mjs';

const [, , name, ...rest] = process.argv;
ensureBuilt();
process.argv = [process.argv[0], name, ...rest];
await import(`../dist/scripts/${name}.js`);
