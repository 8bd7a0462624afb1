import assert from "node:assert/strict";
import { stateFolder } from "../../../engine/deploy/state-folder.ts";

const folder = (variables: Readonly<Record<string, string>>) =>
	stateFolder({ variable: (name) => variables[name] });

describe("the folder for what Spool remembers of a user", () => {
	it("is chosen, else the system's, else below the home, else none", () => {
		assert.equal(folder({ SPOOL_STATE_DIR: "/s", HOME: "/h" }), "/s");
		assert.equal(folder({ XDG_STATE_HOME: "/x", HOME: "/h" }), "/x/spool");
		assert.equal(folder({ LOCALAPPDATA: "/l" }), "/l/spool");
		assert.equal(folder({ HOME: "/h" }), "/h/.local/state/spool");
		assert.equal(folder({}), undefined);
	});
});
