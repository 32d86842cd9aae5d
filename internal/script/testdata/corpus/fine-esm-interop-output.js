"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const crypto_1 = require("crypto");
const util = require("node:util");
var Level;
(function (Level) {
    Level[Level["Low"] = 0] = "Low";
    Level[Level["High"] = 1] = "High";
})(Level || (Level = {}));
const randomBytes = util.promisify(crypto_1.randomBytes);
const level = (user) => (user.email && /@acme\.example$/.test(user.email) ? Level.High : Level.Low);
module.exports = async (user, context, cb) => {
    var _a, _b;
    try {
        const ref = (await randomBytes(8)).toString("hex");
        const from = (_b = (_a = user.user_metadata) === null || _a === void 0 ? void 0 : _a.from) !== null && _b !== void 0 ? _b : "web";
        cb(null, { user: { app_metadata: { ref, from, level: level(user) } } });
    }
    catch (e) {
        cb(new PreUserRegistrationError(e instanceof Error ? e.message : String(e)));
    }
};
