import { remove } from './global-setup.js';

export default function globalTeardown() {
  if (process.env.TEST_POSTGRES_DIR) remove(process.env.TEST_POSTGRES_DIR);
}
