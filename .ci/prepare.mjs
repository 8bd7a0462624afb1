// npm runs this after it has installed: bundles the client, the server and the CLI, so that `npx spool` works.
// Nothing here may fail an install: whoever has a tree that does not build needs node_modules to repair it.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const ownNode = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");

function prepare() {
	// Without the development packages (npm ci --omit=dev) there is no Node that reads TypeScript.
	if (!existsSync(ownNode)) return "the package `node` is not installed";
	if (!existsSync(join(root, "node_modules", "esbuild"))) return "esbuild is not installed";
	const built = spawnSync(ownNode, [join(root, ".ci", "build.ts")], { cwd: root, stdio: "inherit" });
	return built.status === 0 ? undefined : "the build failed, see above";
}

const skipped = prepare();
if (skipped !== undefined) process.stderr.write(`dist/ was not built: ${skipped}\n`);
