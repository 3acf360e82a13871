// The extension: a client of sx lsp, and sx dap for the debugger. It uses nothing but VS Code and node.
'use strict'

const vscode = require('vscode')
const path = require('path')
const { spawn } = require('child_process')

const selector = { language: 'sx' }
const longest = 64 << 20 // bytes of a message

// Server is a running sx lsp.
class Server {
  constructor (command, log, diagnostics) {
    this.log = log
    this.diagnostics = diagnostics
    this.next = 1
    this.waiting = new Map()
    this.input = Buffer.alloc(0)
    this.alive = true
    this.process = spawn(command, ['lsp'], { stdio: ['pipe', 'pipe', 'pipe'] })
    this.process.stdout.on('data', chunk => this.receive(chunk))
    this.process.stderr.on('data', chunk => log.append(chunk.toString()))
    this.process.stdin.on('error', () => {})
    this.process.on('error', err => this.ended(`sx cannot be started: ${err.message}; the setting sx.path names it`))
    this.process.on('exit', code => this.ended(this.stopping ? '' : `sx lsp has ended with status ${code}`))
  }

  // ended forgets a process that is no more.
  ended (why) {
    if (!this.alive) return
    this.alive = false
    this.diagnostics.clear()
    for (const { reject } of this.waiting.values()) reject(new Error('sx lsp has ended'))
    this.waiting.clear()
    if (why) {
      this.log.appendLine(why)
      vscode.window.showWarningMessage(why)
    }
  }

  send (message) {
    if (!this.alive) return
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }))
    this.process.stdin.write(`Content-Length: ${body.length}\r\n\r\n`)
    this.process.stdin.write(body)
  }

  notify (method, params) { this.send({ method, params }) }

  // request gives the answer, or null if it was withdrawn or there is none.
  request (method, params, token) {
    if (!this.alive) return Promise.resolve(null)
    const id = this.next++
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      this.send({ id, method, params })
      if (token) token.onCancellationRequested(() => this.notify('$/cancelRequest', { id }))
    })
  }

  // receive takes bytes, and the messages that they complete.
  receive (chunk) {
    this.input = Buffer.concat([this.input, chunk])
    for (;;) {
      const end = this.input.indexOf('\r\n\r\n')
      if (end < 0) return
      const length = /Content-Length: *(\d+)/i.exec(this.input.toString('utf8', 0, end))
      const size = length ? Number(length[1]) : 0
      if (!length || size > longest) {
        this.process.kill()
        return
      }
      if (this.input.length < end + 4 + size) return
      const body = this.input.toString('utf8', end + 4, end + 4 + size)
      this.input = this.input.subarray(end + 4 + size)
      this.take(JSON.parse(body))
    }
  }

  take (message) {
    if (message.method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = message.params
      this.diagnostics.set(vscode.Uri.parse(uri), diagnostics.map(diagnostic))
      return
    }
    const waiting = this.waiting.get(message.id)
    if (!waiting) return
    this.waiting.delete(message.id)
    if (!message.error) waiting.resolve(message.result)
    else if (message.error.code === -32800) waiting.resolve(null)
    else waiting.reject(new Error(message.error.message))
  }

  async stop () {
    this.stopping = true
    if (!this.alive) return
    await this.request('shutdown').catch(() => {})
    this.notify('exit')
    this.process.stdin.end()
  }
}

// ---- from the protocol to VS Code ----

const position = p => new vscode.Position(p.line, p.character)
const range = r => new vscode.Range(position(r.start), position(r.end))
const location = l => new vscode.Location(vscode.Uri.parse(l.uri), range(l.range))
const edit = e => new vscode.TextEdit(range(e.range), e.newText)
const markdown = m => m && (m.kind === 'markdown' ? new vscode.MarkdownString(m.value) : m.value)

function diagnostic (d) {
  const out = new vscode.Diagnostic(range(d.range), d.message, d.severity - 1)
  out.source = d.source
  out.tags = d.tags
  return out
}

function completion (i) {
  const out = new vscode.CompletionItem(i.label, i.kind - 1)
  out.detail = i.detail
  out.insertText = i.textEdit.newText
  out.range = range(i.textEdit.range)
  out.from = i
  return out
}

function symbol (s) {
  const out = new vscode.DocumentSymbol(s.name, s.detail || '', s.kind - 1, range(s.range), range(s.selectionRange))
  out.children = (s.children || []).map(symbol)
  return out
}

function signatures (h) {
  const out = new vscode.SignatureHelp()
  out.activeSignature = h.activeSignature
  out.activeParameter = h.activeParameter
  out.signatures = h.signatures.map(s => {
    const x = new vscode.SignatureInformation(s.label, markdown(s.documentation))
    x.parameters = s.parameters.map(p => new vscode.ParameterInformation(p.label))
    return x
  })
  return out
}

function workspaceEdit (e) {
  const out = new vscode.WorkspaceEdit()
  for (const [uri, edits] of Object.entries(e.changes)) out.set(vscode.Uri.parse(uri), edits.map(edit))
  return out
}

// ---- the extension ----

let server
let log
let diagnostics

const command = () => vscode.workspace.getConfiguration('sx').get('path') || 'sx'
const ours = document => document.languageId === 'sx'
const named = document => ({ uri: document.uri.toString() })
const at = (document, p) => ({ textDocument: named(document), position: { line: p.line, character: p.character } })

function open (document) {
  if (!ours(document)) return
  server.notify('textDocument/didOpen', {
    textDocument: { ...named(document), languageId: 'sx', version: document.version, text: document.getText() }
  })
}

function start () {
  server = new Server(command(), log, diagnostics)
  const folders = (vscode.workspace.workspaceFolders || []).map(f => ({ uri: f.uri.toString(), name: f.name }))
  server.request('initialize', {
    processId: process.pid, rootUri: folders.length ? folders[0].uri : null, workspaceFolders: folders, capabilities: {}
  }).catch(() => {})
  server.notify('initialized', {})
  vscode.workspace.textDocuments.forEach(open)
}

// ask gives a function that asks the server about a place in a document, and turns the answer over.
const ask = (method, turn) => async (document, place, token) => {
  const answer = await server.request(method, at(document, place), token)
  return answer && turn(answer)
}

function register () {
  const l = vscode.languages
  return [
    l.registerHoverProvider(selector, {
      provideHover: ask('textDocument/hover', h => new vscode.Hover(markdown(h.contents), range(h.range)))
    }),
    l.registerCompletionItemProvider(selector, {
      provideCompletionItems: ask('textDocument/completion', c => new vscode.CompletionList(c.items.map(completion), c.isIncomplete)),
      resolveCompletionItem: async (item, token) => {
        const answer = await server.request('completionItem/resolve', item.from, token)
        if (answer) item.documentation = markdown(answer.documentation)
        return item
      }
    }, '/'),
    l.registerSignatureHelpProvider(selector, { provideSignatureHelp: ask('textDocument/signatureHelp', signatures) }, ' '),
    l.registerDefinitionProvider(selector, { provideDefinition: ask('textDocument/definition', location) }),
    l.registerReferenceProvider(selector, {
      provideReferences: async (document, place, context, token) => {
        const answer = await server.request('textDocument/references', { ...at(document, place), context }, token)
        return (answer || []).map(location)
      }
    }),
    l.registerDocumentHighlightProvider(selector, {
      provideDocumentHighlights: ask('textDocument/documentHighlight', list =>
        list.map(h => new vscode.DocumentHighlight(range(h.range), h.kind - 1)))
    }),
    l.registerRenameProvider(selector, {
      prepareRename: ask('textDocument/prepareRename', p => ({ range: range(p.range), placeholder: p.placeholder })),
      provideRenameEdits: async (document, place, newName, token) => {
        const answer = await server.request('textDocument/rename', { ...at(document, place), newName }, token)
        return answer && workspaceEdit(answer)
      }
    }),
    l.registerDocumentSymbolProvider(selector, {
      provideDocumentSymbols: async (document, token) => {
        const answer = await server.request('textDocument/documentSymbol', { textDocument: named(document) }, token)
        return (answer || []).map(symbol)
      }
    }),
    l.registerDocumentFormattingEditProvider(selector, {
      provideDocumentFormattingEdits: async (document, options, token) => {
        const answer = await server.request('textDocument/formatting', { textDocument: named(document), options }, token)
        return (answer || []).map(edit)
      }
    })
  ]
}

// follow tells the server what happens to documents.
function follow () {
  const w = vscode.workspace
  return [
    w.onDidOpenTextDocument(open),
    w.onDidCloseTextDocument(d => ours(d) && server.notify('textDocument/didClose', { textDocument: named(d) })),
    w.onDidSaveTextDocument(d => ours(d) && server.notify('textDocument/didSave', { textDocument: named(d) })),
    w.onDidChangeTextDocument(e => {
      if (!ours(e.document) || e.contentChanges.length === 0) return
      // VS Code gives the last change in the text first, so each is in the text that the others leave.
      server.notify('textDocument/didChange', {
        textDocument: { ...named(e.document), version: e.document.version },
        contentChanges: e.contentChanges.map(c => ({ range: { start: c.range.start, end: c.range.end }, text: c.text }))
      })
    })
  ]
}

// inTerminal runs sx on the file that is looked at, as a task: what it prints stays when it has ended.
async function inTerminal (verb) {
  const editor = vscode.window.activeTextEditor
  if (!editor || !ours(editor.document)) return
  await editor.document.save()
  const file = editor.document.uri.fsPath
  const folder = vscode.workspace.getWorkspaceFolder(editor.document.uri)
  const run = new vscode.ProcessExecution(command(), [verb, file], { cwd: folder ? folder.uri.fsPath : path.dirname(file) })
  await vscode.tasks.executeTask(new vscode.Task({ type: 'process' }, folder || vscode.TaskScope.Global, `sx ${verb}`, 'SX', run))
}

function activate (context) {
  log = vscode.window.createOutputChannel('SX')
  diagnostics = vscode.languages.createDiagnosticCollection('sx')
  start()
  context.subscriptions.push(log, diagnostics, ...register(), ...follow(),
    vscode.commands.registerCommand('sx.restart', async () => { await server.stop(); start() }),
    vscode.commands.registerCommand('sx.run', () => inTerminal('run')),
    vscode.commands.registerCommand('sx.test', () => inTerminal('test')),
    vscode.debug.registerDebugAdapterDescriptorFactory('sx', {
      createDebugAdapterDescriptor: () => new vscode.DebugAdapterExecutable(command(), ['dap'])
    }),
    vscode.debug.registerDebugConfigurationProvider('sx', {
      resolveDebugConfiguration: (folder, config) => {
        if (config.type) return config // else F5 without a configuration
        const editor = vscode.window.activeTextEditor
        if (!editor || !ours(editor.document)) return config
        const program = editor.document.uri.fsPath
        return { type: 'sx', request: 'launch', name: 'this program', program, cwd: path.dirname(program), stopOnEntry: true }
      }
    }))
}

const deactivate = () => server && server.stop()

module.exports = { activate, deactivate }
