import assert from "node:assert/strict";
import { readManifest } from "../../../../engine/cloud/registry/read.ts";
import { openRegistrySession, type RegistryAccess } from "../../../../engine/cloud/registry/session.ts";
import { drop, openTransport } from "../../../../engine/cloud/registry/transport.ts";
import { type Asked, type Interrupt, refuse, standInForEach } from "./stand-in.ts";

const standIn = standInForEach();

function sessionOn(access: Partial<RegistryAccess> = {}) {
	return openRegistrySession({ origin: standIn().url, ...access }, openTransport());
}

const read = (session = sessionOn()) => readManifest(session, "app", "v1", {});

/** Lets in whoever has `authorization`; everybody else hears `challenge`. */
function guard(authorization: string, challenge: string): Interrupt {
	return (asked, response) => {
		if (asked.path === "/token" || asked.headers.authorization === authorization) return false;
		response.setHeader("WWW-Authenticate", challenge);
		return refuse(response, 401, "UNAUTHORIZED", "authentication required");
	};
}

const pathsOf = (asked: readonly Asked[]) => asked.map(({ method, path }) => `${method} ${path}`);

describe("a session with a registry", () => {
	it("shows the credentials of ECR at once", async () => {
		standIn().interrupt = guard("Basic QVdTOnRva2Vu", "Basic");
		assert.equal(await read(sessionOn({ credentials: async () => "QVdTOnRva2Vu" })), undefined);
		assert.equal(standIn().asked.length, 1);
	});

	it("fetches a token where one is asked for, once for all requests to a repository", async () => {
		const { url } = standIn();
		const bearer = guard("Bearer t1", `Bearer realm="${url}/token",service="s",scope="repository:app:pull"`);
		standIn().interrupt = (asked, response, request) => {
			if (asked.path !== "/token") return bearer(asked, response, request);
			response.end(JSON.stringify({ token: "t1" }));
			return true;
		};
		const session = sessionOn();
		await read(session);
		await read(session);
		assert.deepEqual(pathsOf(standIn().asked), [
			"GET /v2/app/manifests/v1",
			"GET /token",
			"GET /v2/app/manifests/v1",
			"GET /v2/app/manifests/v1",
		]);
		assert.equal(standIn().asked[1]?.query.get("scope"), "repository:app:pull");
	});

	it("shows its own name and password where tokens are given out", async () => {
		const { url } = standIn();
		const bearer = guard("Bearer t2", `Bearer realm="${url}/token"`);
		standIn().interrupt = (asked, response, request) => {
			if (asked.path !== "/token") return bearer(asked, response, request);
			assert.equal(asked.headers.authorization, "Basic YTpi");
			response.end(JSON.stringify({ access_token: "t2" }));
			return true;
		};
		assert.equal(await read(sessionOn({ credentials: async () => "YTpi" })), undefined);
	});

	it("asks for new credentials when the registry takes those in use for expired", async () => {
		standIn().interrupt = (asked, response) =>
			asked.headers.authorization !== "Basic new" &&
			refuse(response, 403, "DENIED", "Your authorization token has expired. Reauthenticate and try again.");
		const session = sessionOn({ credentials: async (renew) => (renew ? "new" : "old") });
		assert.equal(await read(session), undefined);
		assert.equal(await read(session), undefined);
		assert.equal(standIn().asked.length, 3);
	});

	it("fails where nothing lets it in, in the registry's words", async () => {
		standIn().interrupt = guard("Basic nobody", "Basic");
		await assert.rejects(read(), {
			code: "registry-denied",
			kind: "permission",
			message: `the registry ${standIn().host} denies access: authentication required`,
		});
	});

	it("fails where no token comes", async () => {
		const { url } = standIn();
		const bearer = guard("Bearer t", `Bearer realm="${url}/token"`);
		standIn().interrupt = (asked, response, request) => {
			if (asked.path !== "/token") return bearer(asked, response, request);
			response.end("a page to sign in");
			return true;
		};
		await assert.rejects(read(), {
			code: "registry-refused",
			message: `${standIn().host} gives no token for the registry`,
		});
	});

	it("follows a redirect, and shows no credentials to where it leads", async () => {
		const elsewhere = standIn().url.replace("127.0.0.1", "localhost");
		standIn().interrupt = (asked, response) => {
			if (asked.headers.host?.startsWith("localhost")) {
				assert.equal(asked.headers.authorization, undefined);
				return false;
			}
			response.writeHead(307, { Location: `${elsewhere}/v2/app/manifests/v1` }).end();
			return true;
		};
		assert.equal(await read(sessionOn({ credentials: async () => "secret" })), undefined);
		assert.equal(standIn().asked.length, 2);
	});

	it("does not follow redirects for ever", async () => {
		standIn().interrupt = (asked, response) => {
			response.writeHead(307, { Location: asked.path }).end();
			return true;
		};
		await assert.rejects(read(), {
			code: "registry-refused",
			message: `the registry ${standIn().host} answers: HTTP status 307`,
		});
	});

	it("takes an address that the registry gave as it is", async () => {
		const to = new URL(`${standIn().url}/v2/app/blobs/uploads/7?_state=x`);
		await sessionOn().ask({ method: "POST", repository: "app", to, expects: [202] }, drop);
		assert.equal(standIn().asked[0]?.query.get("_state"), "x");
	});
});
