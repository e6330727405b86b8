/** Brings a test database up to date: `await migrateDatabase(db.url, [...eventStoreMigrations])`. */
export { migrateDatabase } from '#libs/runtime/database/migrations.js';
