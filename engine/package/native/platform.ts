/** What native code must be built for. */
export type NativeTarget = { readonly cpu: "x64" | "arm64"; readonly libc: "glibc" | "musl" };

/** What a package.json says of the machines that a package is for. */
export type Machines = {
	readonly os?: unknown;
	readonly cpu?: unknown;
	readonly libc?: unknown;
};

/** Numbers of processors in the head of an ELF file: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html */
const elfMachines = { x64: 62, arm64: 183 } as const;

/** Parts of names that say what a package is for. */
const systems: ReadonlySet<string> = new Set(
	"aix android cygwin darwin freebsd linux linuxmusl macos mac netbsd openbsd openharmony sunos wasm wasm32 wasi win windows win32".split(
		" ",
	),
);
const cpus: ReadonlySet<string> = new Set(
	"aarch64 amd64 arm arm64 armhf armv6 armv7 armv7l ia32 loong64 mips64el mipsel ppc64 ppc64le riscv64 s390x universal x64 x86".split(
		" ",
	),
);
const same: Readonly<Record<string, string>> = { aarch64: "arm64", amd64: "x64" };
const libcs: ReadonlySet<string> = new Set(["gnu", "musl", "gnueabihf", "musleabihf", "glibc"]);

function allows(list: unknown, value: string): boolean {
	const words = [list].flat().filter((word): word is string => typeof word === "string");
	if (words.length === 0 || words.includes("any")) return true;
	if (words.includes(`!${value}`)) return false;
	return words.every((word) => word.startsWith("!")) || words.includes(value);
}

/** True for a package that may be installed on the target, by its own words. */
export function fits({ os, cpu, libc }: Machines, target: NativeTarget): boolean {
	return allows(os, "linux") && allows(cpu, target.cpu) && allows(libc, target.libc);
}

/** True for a package that is for some machines only, by its own words. */
export function isForMachines({ os, cpu }: Machines): boolean {
	return os !== undefined || cpu !== undefined;
}

/**
 * True for a name such as `@img/sharp-linux-arm64` that may be the target's, judged without asking a registry.
 * A name that says nothing of systems is none.
 */
export function mayBeFor(name: string, target: NativeTarget): boolean {
	const words = name.toLowerCase().split(/[^a-z0-9]+/);
	const named = words.filter((word) => systems.has(word));
	if (!named.some((word) => word === "linux" || word === "linuxmusl")) return false;
	const processors = words.filter((word) => cpus.has(word)).map((word) => same[word] ?? word);
	if (processors.length > 0 && !processors.includes(target.cpu)) return false;
	const libraries = words.filter((word) => libcs.has(word));
	const isMusl = named.includes("linuxmusl") || libraries.some((word) => word.startsWith("musl"));
	const isGlibc = named.includes("linux") && libraries.some((word) => word.startsWith("g"));
	return target.libc === "musl" ? !isGlibc : !isMusl;
}

/** What a file with native code is for; `undefined` for a file without. */
export function nativeKind(bytes: Uint8Array, target: NativeTarget): "fitting" | "foreign" | undefined {
	const [a, b, c, d] = bytes;
	if (a === 0x7f && b === 0x45 && c === 0x4c && d === 0x46) {
		const isRight = (bytes[18] ?? 0) + ((bytes[19] ?? 0) << 8) === elfMachines[target.cpu];
		const isMusl = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes("libc.musl-");
		return isRight && !(isMusl && target.libc === "glibc") ? "fitting" : "foreign";
	}
	const magic = Buffer.from([a ?? 0, b ?? 0, c ?? 0, d ?? 0]).toString("hex");
	// Mach-O of one and of several processors, and the programs of Windows.
	const isMac = ["cffaedfe", "cefaedfe", "cafebabe", "feedfacf"].includes(magic);
	return isMac || magic.startsWith("4d5a") ? "foreign" : undefined;
}
