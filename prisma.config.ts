import { defineConfig } from "prisma/config";

const provider = process.env.DB_PROVIDER ?? "postgresql";

export default defineConfig({
  schema: `prisma/${provider}/schema.prisma`,
  migrations: { path: `prisma/${provider}/migrations` },
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://unset" },
});
