// Takes the place of the compiled module @vscode/native-watchdog in the installed VS Code server. The real one
// ends an extension host whose server is gone, also one that hangs; the tests' own time limit does that here.
// Without a stand-in every start logs a long error.
exports.start = () => {};
exports.exit = (code) => process.exit(code);
