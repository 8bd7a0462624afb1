import assert from "node:assert/strict";
import { isMachineMade, isTrace, neutral } from "../../../../engine/package/python/installed-files.ts";

const neutralText = (path: string, text: string) => Buffer.from(neutral(path, Buffer.from(text))).toString();

describe("installed packages", () => {
	it("are the same on every machine", () => {
		const record = [
			"flask/app.py,sha256=a,1",
			"../../bin/flask,sha256=b,2",
			"flask/__pycache__/app.cpython-312.pyc,,",
			"flask-3.dist-info/INSTALLER,sha256=c,3",
			"flask-3.dist-info/REQUESTED,,",
			"flask-3.dist-info/direct_url.json,sha256=d,4",
			"flask-3.dist-info/RECORD,,",
			"bin/other,sha256=e,5",
		].join("\r\n");
		assert.equal(
			neutralText("flask-3.dist-info/RECORD", record),
			"../../bin/flask,,\nbin/other,,\nflask-3.dist-info/RECORD,,\nflask/app.py,sha256=a,1\n",
		);
		assert.equal(
			neutralText("bin/flask", "#!/home/ann/python\nimport sys\n"),
			"#!/usr/bin/env python3\nimport sys\n",
		);
		assert.equal(neutralText("bin/tool", "\x7fELF#!/x\n"), "\x7fELF#!/x\n");
	});

	it("have no traces of their installation", () => {
		for (const path of [
			"a/__pycache__/b.pyc",
			"__pycache__/x",
			"a.dist-info/INSTALLER",
			"a.dist-info/direct_url.json",
			".lock",
		])
			assert.ok(isTrace(path), path);
		for (const path of ["a/INSTALLER", "a.dist-info/METADATA", "a.lock"]) assert.ok(!isTrace(path), path);
		assert.deepEqual(["bin/x", "a.dist-info/RECORD", "a/RECORD", "a/bin/x"].map(isMachineMade), [
			true,
			true,
			false,
			false,
		]);
	});
});
