import assert from "node:assert/strict";
import { accessTo, originOf, readRegistryUrl } from "../../../../engine/cloud/registry/address.ts";

describe("addresses of registries", () => {
	it("are HTTPS, but for this machine", () => {
		assert.equal(originOf("public.ecr.aws"), "https://public.ecr.aws");
		assert.equal(originOf("registry.example.com:5000"), "https://registry.example.com:5000");
		assert.equal(originOf("localhost:5000"), "http://localhost:5000");
		assert.equal(originOf("127.0.0.1:5000"), "http://127.0.0.1:5000");
		assert.equal(originOf("[::1]:5000"), "http://[::1]:5000");
		assert.equal(originOf("localhost.example.com"), "https://localhost.example.com");
	});

	it("know that Docker Hub's registry has another name", () => {
		assert.equal(originOf("docker.io"), "https://registry-1.docker.io");
	});

	it("are read from settings as a URL or a host", () => {
		assert.equal(readRegistryUrl("http://mirror.example.com/ecr", "X").href, "http://mirror.example.com/ecr");
		assert.equal(readRegistryUrl("127.0.0.1:5000", "X").href, "http://127.0.0.1:5000/");
		for (const wrong of ["", "ftp://example.com", "https://example.com/?a=b", "https://a b"]) {
			assert.throws(() => readRegistryUrl(wrong, "SPOOL_REGISTRY_URL"), {
				code: "registry-address-invalid",
				kind: "usage",
				message: `"${wrong}" of SPOOL_REGISTRY_URL is not the address of a registry`,
			});
		}
	});

	it("are quoted without their passwords", () => {
		assert.throws(() => readRegistryUrl("https://ann:p%40ss@example.com?x", "X"), {
			message: '"https://…@example.com?x" of X is not the address of a registry',
		});
	});

	it("may hold a name and a password", async () => {
		const access = accessTo(new URL("https://ann:p%40ss@mirror.example.com/x"));
		assert.equal(access.origin, "https://mirror.example.com");
		assert.equal(await access.credentials?.(false), Buffer.from("ann:p@ss").toString("base64"));
		assert.equal(accessTo(new URL("https://mirror.example.com")).credentials, undefined);
	});
});
