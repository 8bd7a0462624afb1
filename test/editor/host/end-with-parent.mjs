// Loaded into the VS Code server before its own program: ends it and its extension hosts when the process that
// started it is gone, however that happened. The other end of our standard input closes then.
if (process.argv[1]?.endsWith("server-main.js")) {
	process.stdin.on("end", () =>
		process.kill(process.platform === "win32" ? process.pid : -process.pid, "SIGKILL"),
	);
	process.stdin.resume();
	process.stdin.unref();
}
