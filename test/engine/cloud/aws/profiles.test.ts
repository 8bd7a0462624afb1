import assert from "node:assert/strict";
import { join } from "node:path";
import { profileFiles, readProfiles } from "../../../../engine/cloud/aws/profiles.ts";
import { configuredRegion, profileNames } from "../../../../engine/cloud/aws/region.ts";
import { withHome } from "./home.ts";

const config = `
# a comment
[default]
region = eu-west-1
output=json

[profile dev]
region=us-east-1
sso_session = work
s3 =
  max_concurrent_requests = 20
  region = nested

[ profile  "with blanks" ]
region = eu-north-1 \r
[sso-session work]
sso_region = eu-central-1
; another comment
`;
const credentials = `
[default]
aws_access_key_id = AKIA
[only-keys]
aws_access_key_id = AKIB
region = ap-south-1
`;

describe("profiles of this machine", () => {
	const files = { ".aws/config": config, ".aws/credentials": credentials };

	it("are read from both files, without sessions and nested settings", async () => {
		await withHome(files, async (home) => {
			const profiles = await readProfiles({ HOME: home });
			assert.deepEqual(Object.fromEntries(profiles), {
				default: { region: "eu-west-1", output: "json", aws_access_key_id: "AKIA" },
				dev: { region: "us-east-1", sso_session: "work", s3: "" },
				"with blanks": { region: "eu-north-1" },
				"only-keys": { aws_access_key_id: "AKIB", region: "ap-south-1" },
			});
			assert.deepEqual(await profileNames({ HOME: home }), ["default", "dev", "with blanks", "only-keys"]);
		});
	});

	it("are none where there are no files", async () => {
		assert.equal((await readProfiles({ HOME: "/nonexistent" })).size, 0);
	});

	it("lie where the environment says", () => {
		assert.deepEqual(profileFiles({ HOME: "/home/ann", AWS_CONFIG_FILE: "/etc/aws" }), {
			config: "/etc/aws",
			credentials: join("/home/ann", ".aws", "credentials"),
		});
		const windows = profileFiles({ USERPROFILE: "/Users/ann", AWS_SHARED_CREDENTIALS_FILE: "keys" });
		assert.deepEqual(windows, { config: join("/Users/ann", ".aws", "config"), credentials: "keys" });
	});

	it("prefer a region, unless the environment does", async () => {
		await withHome(files, async (home) => {
			const region = (environment: Record<string, string>, profile?: string) =>
				configuredRegion({ HOME: home, ...environment }, profile);
			assert.equal(await region({}), "eu-west-1");
			assert.equal(await region({}, "dev"), "us-east-1");
			assert.equal(await region({ AWS_PROFILE: "only-keys" }), "ap-south-1");
			assert.equal(await region({ AWS_PROFILE: "only-keys" }, "dev"), "us-east-1");
			assert.equal(await region({ AWS_DEFAULT_REGION: "sa-east-1" }, "dev"), "sa-east-1");
			assert.equal(await region({ AWS_DEFAULT_REGION: "sa-east-1", AWS_REGION: "ca-west-1" }), "ca-west-1");
			assert.equal(await region({}, "missing"), undefined);
		});
	});
});
