import { join, posix, relative, resolve } from "node:path";
import { packagingFailure } from "../contents.ts";
import { withSlashes } from "../packaging-values.ts";
import type { ZipEntry } from "../zip.ts";
import { runBuild } from "./run-build.ts";
import {
	type Build,
	glibcOf,
	type Local,
	neededGlibc,
	processors,
	type Toolchain,
	versionOf,
} from "./toolchain.ts";

type Metadata = {
	readonly target_directory: string;
	readonly packages: readonly {
		readonly name: string;
		readonly targets: readonly {
			readonly name: string;
			readonly kind: readonly string[];
			readonly src_path: string;
		}[];
	}[];
};

/** How a program gets the C library of the target. */
type Way = {
	readonly command: readonly string[];
	readonly target: string;
	readonly env: Record<string, string>;
};

function linkerVariable(target: string): string {
	return `CARGO_TARGET_${target.toUpperCase().replaceAll("-", "_")}_LINKER`;
}

async function isInstalled({ work }: Build, sysroot: string, target: string): Promise<boolean> {
	return (await work.host.kindOf(join(sysroot, "lib", "rustlib", target, "lib"))) === "directory";
}

/**
 * The way to a program that runs on Lambda: statically linked with musl, by Zig against an old glibc, or with the
 * glibc of this machine when it has the target's processor. `undefined` when no target is installed.
 */
async function findWay(build: Build, sysroot: string, host: string): Promise<Way | undefined> {
	const { work, source } = build;
	const cpu = processors[work.plan.architecture].rust;
	const musl = `${cpu}-unknown-linux-musl`;
	const gnu = `${cpu}-unknown-linux-gnu`;
	if (await isInstalled(build, sysroot, musl)) {
		// The linker of another processor is seldom there; Rust brings one that can do without a C compiler.
		const env: Record<string, string> = host.startsWith(`${cpu}-unknown-linux`)
			? {}
			: { [linkerVariable(musl)]: "rust-lld" };
		return { command: ["build"], target: musl, env };
	}
	if (!(await isInstalled(build, sysroot, gnu))) return undefined;
	if ((await versionOf(work, source.folder, "cargo", ["zigbuild", "--version"])) !== undefined)
		return { command: ["zigbuild"], target: `${gnu}.2.${glibcOf(work.plan.runtime)}`, env: {} };
	return host === gnu ? { command: ["build"], target: gnu, env: {} } : undefined;
}

async function readMetadata(build: Build): Promise<Metadata> {
	const args = ["metadata", "--no-deps", "--format-version", "1"];
	return JSON.parse(await runBuild(build, "cargo", args, { cwd: build.source.folder }));
}

/** The program that starts at the entry file. */
function programOf({ work, packaging, source }: Build, { packages }: Metadata) {
	const file = resolve(source.folder, source.entry);
	for (const { name: owner, targets } of packages) {
		const found = targets.find(({ kind, src_path }) => kind.includes("bin") && resolve(src_path) === file);
		if (found) return { owner, name: found.name };
	}
	const programs = packages.flatMap(({ targets }) => targets.filter(({ kind }) => kind.includes("bin")));
	const message = `"${packaging.entry}" is the start of no program of "${posix.join(source.context, "Cargo.toml")}"`;
	const names = programs.map(({ src_path }) => withSlashes(relative(work.root, src_path)));
	const hint = names.length > 0 ? `it has ${names.join(", ")}` : "name the file with fn main";
	throw packagingFailure(work.plan, [
		{ code: "entry-not-runnable", severity: "error", message, span: work.plan.span, hint },
	]);
}

/** What cargo is told beside the target, so that the same code gives the same program in every folder. */
function flagsFor(build: Build, cargoHome: string | undefined, target: string): readonly string[] {
	const folders = [build.source.folder, ...(cargoHome === undefined ? [] : [cargoHome])];
	const remaps = folders.map(
		(folder, index) => `--remap-path-prefix=${folder}=/${index === 0 ? "source" : "cargo"}`,
	);
	return ["--config", `target.${target}.rustflags=${JSON.stringify(remaps)}`];
}

async function compile(build: Build, way: Way, out: string): Promise<string | undefined> {
	const { work, source } = build;
	const { host, plan } = work;
	const metadata = await readMetadata(build);
	const { owner, name } = programOf(build, metadata);
	const folder = join(metadata.target_directory, "spool");
	const plain = way.target.replace(/\.2\.\d+$/, "");
	const home =
		host.variable("CARGO_HOME") ?? (host.variable("HOME") && join(host.variable("HOME") ?? "", ".cargo"));
	const args = [
		...way.command,
		"--release",
		...(source.files.has("Cargo.lock") ? ["--locked"] : []),
		...["--package", owner, "--bin", name, "--target", way.target, "--target-dir", folder],
		...["--message-format", "short"],
		...flagsFor(build, home, plain),
	];
	const env = { ...way.env, CARGO_PROFILE_RELEASE_STRIP: "symbols", CARGO_TERM_COLOR: "never" };
	await runBuild(build, "cargo", args, { cwd: source.folder, env });
	const bytes = (await host.readBytes(join(folder, plain, "release", name))) ?? new Uint8Array();
	const needed = neededGlibc([{ bytes, mode: "executable" }]);
	if (needed > glibcOf(plan.runtime)) {
		return `the program needs glibc 2.${needed}, and ${plan.runtime} has 2.${glibcOf(plan.runtime)} (run "rustup target add ${processors[plan.architecture].rust}-unknown-linux-musl")`;
	}
	await host.write(join(out, "bootstrap"), bytes);
	return undefined;
}

async function local(build: Build): Promise<Local> {
	const { work, source } = build;
	const version = await versionOf(work, source.folder, "cargo", ["--version"]);
	if (version === undefined) return { kind: "unfit", why: "cargo is not installed" };
	const rustc = (await versionOf(work, source.folder, "rustc", ["-vV"])) ?? "";
	const sysroot = (await versionOf(work, source.folder, "rustc", ["--print", "sysroot"])) ?? "";
	const way = await findWay(build, sysroot, /^host: (\S+)/m.exec(rustc)?.[1] ?? "");
	if (way === undefined) {
		const target = `${processors[work.plan.architecture].rust}-unknown-linux-musl`;
		return {
			kind: "unfit",
			why: `cargo has no target for Lambda's processor ("rustup target add ${target}")`,
		};
	}
	return {
		kind: "ready",
		version: `${rustc} ${way.target}`,
		keepsItself: true,
		build: (out) => compile(build, way, out),
	};
}

/** The name of the program as the layout of the project says it; `undefined` for the only one. */
function nameByLayout(entry: string): string | undefined {
	return /(?:^|\/)src\/bin\/([^/]+?)(?:\.rs|\/main\.rs)$/.exec(entry)?.[1];
}

function container(build: Build) {
	const { source } = build;
	const name = nameByLayout(source.entry);
	const folder = posix.join("/source", source.entry.split(/(?:^|\/)src\//)[0] ?? ".");
	const lock = source.files.has("Cargo.lock") ? " --locked" : "";
	const bin = name === undefined ? "" : ` --bin ${name}`;
	const wanted = name === undefined ? '! -name "*.so" ! -name "*.d"' : `-name ${name}`;
	const lines = [
		"FROM public.ecr.aws/docker/library/rust:1-alpine AS build",
		"RUN apk add --no-cache musl-dev",
		"ENV CARGO_PROFILE_RELEASE_STRIP=symbols",
		"WORKDIR /source",
		"COPY . .",
		`WORKDIR ${folder}`,
		`RUN cargo build --release${lock} --target-dir /target${bin}`,
		`RUN mkdir /out && find /target/release -maxdepth 1 -type f -perm -100 ${wanted} -exec cp {} /out/bootstrap ";"`,
		"FROM scratch AS artifact",
		"COPY --from=build /out /",
	];
	return { dockerfile: `${lines.join("\n")}\n`, isNative: true };
}

async function finish(_build: Build, built: readonly ZipEntry[]): Promise<readonly ZipEntry[]> {
	return built.map((entry) => (entry.path === "bootstrap" ? { ...entry, mode: "executable" } : entry));
}

export const rust: Toolchain = {
	name: "Rust",
	install: "Rust (https://www.rust-lang.org/tools/install)",
	local,
	container,
	finish,
};
