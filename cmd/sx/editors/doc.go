// Package editors holds what editors need of SX beside sx lsp and sx dap: the TextMate grammar
// vscode/syntaxes/sx.tmLanguage.json, which other editors read too, and an extension for VS Code around it.
//
// They lie here, and not at the top of the tree, because the command carries them: sx lsp --vsix FILE writes
// the extension, without a network and with nothing else installed.
package editors
