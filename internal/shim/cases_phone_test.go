package shim

// phoneCases are what send-phone-message hooks are given and give.
func phoneCases() map[string]fidelity {
	given := func(body, event, known string) fidelity {
		return fidelity{on: phone, body: body, event: event, known: known,
			do: "const { webtask, ...rest } = context; console.log(recipient, text, rest); cb(null, {});"}
	}
	do := func(text string) fidelity { return fidelity{on: phone, do: text} }
	shows := func(text string) fidelity { f := do(text); f.known = "friendly text"; return f }
	cases := map[string]fidelity{
		"phone: given": given("", "", ""),
		"phone: voice": given(`{"context":{"message_type":"voice"}}`,
			`{"message_options":{"message_type":"voice"}}`, ""),
		"phone: enrollment": given(`{"context":{"action":"enrollment"}}`,
			`{"message_options":{"action":"enrollment"}}`, ""),
		"phone: other text": given(`{"text":"Ihr Code: 1","recipient":"+49301"}`,
			`{"message_options":{"text":"Ihr Code: 1","recipient":"+49301"}}`, ""),
		"phone: no client":               given(`{"context":{"client":null}}`, `{"client":null}`, ""),
		"phone: client without metadata": given(`{"context":{"client":{"client_metadata":null}}}`, `{"client":{"metadata":null}}`, ""),
		"phone: user without metadata": given(`{"context":{"user":{"user_metadata":null,"app_metadata":null}}}`,
			`{"user":{"user_metadata":null,"app_metadata":null}}`, ""),
		"phone: user without name":     given(`{"context":{"user":{"name":null}}}`, `{"user":{"name":null}}`, ""),
		"phone: no language":           given(`{"context":{"language":""}}`, `{"request":{"language":null}}`, ""),
		"phone: language of the login": given(`{"context":{"language":"de"}}`, "", "phone language"),
		"phone: factor type":           given(`{"context":{"factor_type":"first"}}`, "", "factor type"),
		"phone: address as IPv6":       given(`{"context":{"ip":"::ffff:198.51.100.7"}}`, "", "address notation"),
		"phone: factor type not used":  {on: phone, do: "cb(null, { MessageID: '1' });", body: `{"context":{"factor_type":"second"}}`},
		"phone: secrets": {on: phone, do: "console.log(context.webtask.secrets, context.webtask.data); cb();",
			secrets: map[string]string{"SID": "s", "TOKEN": "t"}},
		"phone: body":                     do("console.log(context.webtask.body.recipient, context.webtask.body.text); cb();"),
		"phone: arguments changed":        do("recipient = 'x'; context.user.name = 'y'; cb();"),
		"phone: number of arguments":      do("console.log(arguments.length); cb();"),
		"phone: message sent":             do("cb(null, { MessageID: 'SM1' });"),
		"phone: no result":                do("cb();"),
		"phone: circular result":          do("const r = {}; r.r = r; cb(null, r);"),
		"phone: throws":                   do("throw new Error('the message');"),
		"phone: never calls":              do("return;"),
		"phone: error with friendly text": shows("cb(new SendPhoneMessageError('for the log', 'for the user'));"),
		"phone: error with one text":      shows("cb(new SendPhoneMessageError('for both'));"),
		"phone: error without text":       do("cb(new SendPhoneMessageError());"),
		"phone: error thrown":             do("throw new SendPhoneMessageError('for the log', 'for the user');"),
		"phone: rejected":                 {on: phone, do: "return Promise.reject(new Error('no'));", known: "rejected promise"},
		"phone: does not compile":         {on: phone, script: "throw new Error('no');"},
		"phone: provider": {on: phone, secrets: map[string]string{"SID": "AC1"}, network: []answer{{Status: 201,
			Body: map[string]any{"sid": "SM1"}}},
			do: "fetch('https://sms.example/' + context.webtask.secrets.SID, { method: 'POST', body: 'To=' + " +
				"encodeURIComponent(recipient) + '&Body=' + encodeURIComponent(text) })\n  .then((r) => r.json()).then((j) => cb(null, " +
				"{ MessageID: j.sid })).catch(cb);"},
		"phone: provider fails": {on: phone, network: []answer{{Status: 503}},
			do: "fetch('https://sms.example/').then((r) => (r.ok ? cb(null, {}) : cb(new Error('status ' + r.status))));"},
	}
	return cases
}
