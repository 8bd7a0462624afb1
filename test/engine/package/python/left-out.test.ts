import assert from "node:assert/strict";
import { withoutPackages } from "../../../../engine/package/python/left-out.ts";

const file = (path: string, text = "") => ({ path, bytes: Buffer.from(text), mode: "file" }) as const;

describe("packages that are left out", () => {
	const entries = [
		file("boto3/__init__.py"),
		file(
			"boto3-1.0.dist-info/RECORD",
			"boto3/__init__.py,sha256=a,1\r\nboto3-1.0.dist-info/RECORD,,\r\n../../bin/tool,,\n",
		),
		file("bin/tool"),
		file("boto3_extra/__init__.py"),
		file("boto3_extra-1.0.dist-info/RECORD", "boto3_extra/__init__.py,,\n"),
	];
	const pathsWithout = (...names: string[]) => withoutPackages(entries, names).map(({ path }) => path);

	it("take all of their files with them, and nothing else", () => {
		assert.deepEqual(pathsWithout("Boto3"), ["boto3_extra/__init__.py", "boto3_extra-1.0.dist-info/RECORD"]);
		assert.deepEqual(pathsWithout("boto3.extra"), [
			"boto3/__init__.py",
			"boto3-1.0.dist-info/RECORD",
			"bin/tool",
			"boto3_extra-1.0.dist-info/RECORD",
		]);
		assert.equal(withoutPackages(entries, []), entries);
	});
});
