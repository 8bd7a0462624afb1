import { Failure } from "../report/failure.ts";

const reasons: Readonly<Record<string, string>> = {
	ENOENT: "it is not there any more",
	EACCES: "permission denied",
	EPERM: "permission denied",
	EISDIR: "it is a folder",
	ENOTDIR: "a part of the path is a file",
	EEXIST: "a part of the path is a file",
	ELOOP: "its symbolic links lead in a circle",
	EMFILE: "too many files are open",
	ENFILE: "too many files are open",
	ENAMETOOLONG: "the name is too long",
	ENOSPC: "the disk is full",
	EDQUOT: "the disk quota is used up",
	EROFS: "the disk is read-only",
	EBUSY: "it is in use",
	ENOTEMPTY: "the folder is not empty",
	EIO: "the disk failed",
};

/** The code of an error of the system, e.g. `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
	return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** True if the error says that nothing lies at the path; a file where a folder should be leaves nothing below it. */
export function isMissing(error: unknown): boolean {
	return ["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "");
}

const verbs = {
	"file-unreadable": "read",
	"file-unwritable": "written",
	"file-undeletable": "deleted",
} as const;

/** What the disk refused, in words, with the path. */
export function unreadable(code: keyof typeof verbs, path: string, error: unknown): Failure {
	const system = codeOf(error) ?? "";
	const text = error instanceof Error ? error.message : String(error);
	return new Failure({
		code,
		kind: "file",
		message: `${path} cannot be ${verbs[code]}: ${reasons[system] ?? text}`,
		cause: error,
	});
}
