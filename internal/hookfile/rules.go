package hookfile

// The rules of this package's diagnostics, as diag.Diagnostic.Rule names them.
const (
	// RuleFile: a file is missing, is no plain file, leads out of the workspace, is too large or is not UTF-8 text.
	RuleFile = "file"
	// RuleFormat: a text is not the JSON, YAML or KEY=value lines that it should be.
	RuleFormat = "format"
	// RuleHook: a field of a hook's description is missing, unknown or wrong.
	RuleHook = "hook"
	// RuleSet: two hooks of a set contradict each other.
	RuleSet = "set"
	// RuleNoHooks: the files describe no hook.
	RuleNoHooks = "no-hooks"
	// RuleStray: a file beside the hooks belongs to none of them.
	RuleStray = "stray-file"
	// RuleVariables: markers have no value.
	RuleVariables = "variables"
	// RuleMarker: the value of a marker does not fit the place where it is put in.
	RuleMarker = "marker"
	// RuleSecrets: an entry of a map of secrets or variables is wrong, or there are more secrets than the runtime takes.
	RuleSecrets = "secrets"
	// RuleEmpty: a secret or a variable is empty, mostly since the GitHub secret is missing.
	RuleEmpty = "empty-value"
	// RuleDependencies: an entry of a map of packages is wrong.
	RuleDependencies = "dependencies"
	// RuleExport: what an export leaves out, or what keeps its files from being deployed.
	RuleExport = "export"
)
