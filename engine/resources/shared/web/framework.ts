import type { FrameworkBuild } from "../build-plan.ts";

/** A framework that renders pages on a server, and what its builds look like. */
export type Framework = Omit<FrameworkBuild, "by"> & {
	/** The resource type. */
	readonly type: string;
	/** As people call it. */
	readonly title: string;
	/** Where the framework's own pages say what it is. */
	readonly source: string;
	/** Folder of the static output whose files never change: their names hold a hash of their content. */
	readonly staticPrefix: string;
	/** What the project must have. */
	readonly needs?: string;
};

/** Every framework but Next.js, whose builds are another program's. */
export const frameworks = {
	astro: {
		type: "astro-web",
		title: "Astro",
		source: "https://docs.astro.build/en/guides/on-demand-rendering/",
		serverOutput: "dist/server",
		staticOutput: "dist/client",
		staticPrefix: "_astro",
		handlerFile: "entry.mjs",
		wrapper: "node-http",
		buildCommand: "astro build",
		buildEnvironment: {},
		needs: "the adapter `@astrojs/node`",
	},
	nuxt: {
		type: "nuxt-web",
		title: "Nuxt",
		source: "https://nuxt.com/docs/getting-started/deployment",
		serverOutput: ".output/server",
		staticOutput: ".output/public",
		staticPrefix: "_nuxt",
		handlerFile: "index.mjs",
		wrapper: "passthrough",
		buildCommand: "nuxt build",
		buildEnvironment: { NITRO_PRESET: "aws-lambda" },
	},
	solidstart: {
		type: "solidstart-web",
		title: "SolidStart",
		source: "https://docs.solidjs.com/solid-start",
		serverOutput: ".output/server",
		staticOutput: ".output/public",
		staticPrefix: "_build",
		handlerFile: "index.mjs",
		wrapper: "passthrough",
		buildCommand: "vinxi build",
		buildEnvironment: { NITRO_PRESET: "aws-lambda" },
	},
	tanstack: {
		type: "tanstack-web",
		title: "TanStack Start",
		source: "https://tanstack.com/start/latest",
		serverOutput: ".output/server",
		staticOutput: ".output/public",
		staticPrefix: "_build",
		handlerFile: "index.mjs",
		wrapper: "passthrough",
		buildCommand: "vinxi build",
		buildEnvironment: { NITRO_PRESET: "aws-lambda" },
	},
	sveltekit: {
		type: "sveltekit-web",
		title: "SvelteKit",
		source: "https://svelte.dev/docs/kit/adapter-node",
		serverOutput: "build",
		staticOutput: "build/client",
		staticPrefix: "_app",
		handlerFile: "handler.js",
		wrapper: "node-http",
		buildCommand: "vite build",
		buildEnvironment: {},
		needs: "the adapter `@sveltejs/adapter-node`",
	},
	remix: {
		type: "remix-web",
		title: "Remix",
		source: "https://v2.remix.run/docs/guides/vite/",
		serverOutput: "build/server",
		staticOutput: "build/client",
		staticPrefix: "assets",
		handlerFile: "index.js",
		wrapper: "web-fetch",
		buildCommand: "@remix-run/dev vite:build",
		buildEnvironment: {},
	},
} as const satisfies Readonly<Record<string, Framework>>;
