export const defineConfig = (config: unknown) => config;
