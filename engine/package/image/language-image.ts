import { join, posix, resolve } from "node:path";
import { packagingFailure } from "../contents.ts";
import { folderWith, isOneOf, unneededBy } from "../languages/source.ts";
import { textOf, withSlashes } from "../packaging-values.ts";
import { contextDigest, readContext } from "./context-files.ts";
import { baseDigests, baseNames } from "./dockerfile-bases.ts";
import { requireKind } from "./dockerfile-image.ts";
import { buildDockerfile } from "./engine-build.ts";
import { engineNames } from "./engines.ts";
import type { LanguageImage } from "./image-packaging.ts";
import type { ImageWork } from "./image-work.ts";
import { dotnetProject, languageDockerfile } from "./language-dockerfile.ts";
import type { Recipe } from "./recipe.ts";

/** Files that show the folder that a program is built from. */
const markers: Readonly<Partial<Record<LanguageImage["language"], readonly string[]>>> = {
	go: ["go.mod"],
	ruby: ["Gemfile"],
	php: ["composer.json"],
	rust: ["Cargo.toml"],
};

/** The folder that is built, relative to the config. */
async function contextOf(work: ImageWork, { language, entry, settings }: LanguageImage): Promise<string> {
	const project = textOf(settings, "projectFile");
	if (language === "dotnet" && project !== undefined) return posix.dirname(withSlashes(project));
	const [aboveSources] = entry.split(/(?:^|\/)src\/main\/java\//);
	if (language === "java" && aboveSources !== entry) return aboveSources === "" ? "." : (aboveSources ?? ".");
	const own = posix.dirname(entry);
	return (await folderWith(work, own, markers[language] ?? [])) ?? own;
}

/** The settings with paths as the Dockerfile sees them. */
function settingsInside({ settings }: LanguageImage, context: string): LanguageImage["settings"] {
	const project = textOf(settings, "projectFile");
	return project === undefined
		? settings
		: { ...settings, projectFile: posix.relative(context, withSlashes(project)) };
}

/** Builds a program of Java, Go, Ruby, PHP or .NET inside its image, by a Dockerfile that is written for it. */
export async function languageRecipe(work: ImageWork, image: LanguageImage): Promise<Recipe> {
	const { host, root, plan } = work;
	await requireKind(work, image.entry, "file");
	const context = await contextOf(work, image);
	const folder = resolve(root, context);
	const unneeded = unneededBy(image.language);
	const entries = await readContext(work, folder, context, (path) => isOneOf(unneeded, path));
	const files = new Set(entries.map(({ path }) => path));
	const entry = posix.relative(context, image.entry);
	if (image.language === "dotnet" && dotnetProject({ entry, files }) === undefined) {
		const message = `there is no .csproj file in "${context}"`;
		const hint = "name it in projectFile";
		throw packagingFailure(plan, [
			{ code: "file-not-found", severity: "error", message, span: plan.span, hint },
		]);
	}
	const text = languageDockerfile({ ...image, entry, files, settings: settingsInside(image, context) });
	return {
		facts: [
			"language",
			text,
			await contextDigest(work, entries),
			await baseDigests(work, baseNames(text, new Map())),
		],
		inputs: entries.flatMap((one) => (one.kind === "file" ? [one.file] : [])),
		usable: engineNames,
		build: async (engine, target) => {
			const temporary = await host.temporaryDirectory("spool-image-");
			try {
				const dockerfile = join(temporary, "Dockerfile");
				await host.write(dockerfile, text);
				// What is left out of the digest is left out of the image as well.
				await host.write(`${dockerfile}.dockerignore`, unneeded.map((name) => `**/${name}\n`).join(""));
				await buildDockerfile(work, engine, { context: folder, dockerfile, buildArgs: [] }, target);
			} finally {
				await host.remove(temporary);
			}
		},
	};
}
