import { installedPackage } from "../bundle-inputs.ts";
import type { Build } from "../bundler.ts";
import { packagingFailure, type Work } from "../contents.ts";
import type { ZipEntry } from "../zip.ts";
import { type NativeTarget, nativeKind } from "./platform.ts";

/** What the code of an artifact runs on. */
export function targetOf({ plan, libc = "glibc" }: Pick<Work, "plan" | "libc">): NativeTarget {
	return { cpu: plan.architecture === "arm64" ? "arm64" : "x64", libc };
}

/**
 * Files of the user with native code, which the bundle loads from beside it. Those of packages are not meant: a
 * package whose native code is needed lies beside the bundle as a whole.
 */
export function nativeFiles(
	work: Pick<Work, "plan" | "libc">,
	{ outputs, metafile }: Build,
): readonly ZipEntry[] {
	const target = targetOf(work);
	return outputs.flatMap(({ path, contents }): readonly ZipEntry[] => {
		const name = path.split(/[\\/]/).at(-1) ?? path;
		const sources = Object.keys(metafile.outputs[name]?.inputs ?? {});
		const isOwn = sources.length > 0 && sources.every((key) => installedPackage(key) === undefined);
		if (!name.endsWith(".node") || !isOwn) return [];
		if (nativeKind(contents, target) === "fitting")
			return [{ path: name, bytes: contents, mode: "executable" }];
		const { span } = work.plan;
		const message = `"${name}" has no native code for linux-${target.cpu} (${target.libc})`;
		const hint = "build it for that system";
		throw packagingFailure(work.plan, [
			{ code: "package-needs-install", severity: "error", message, span, hint },
		]);
	});
}
