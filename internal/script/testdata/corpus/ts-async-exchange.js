"use strict";
var __awaiter = (this && this.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
const axios_1 = __importDefault(require("axios"));
const CLAIM = "https://acme.example/entitlements";
const API_KEY = "ak_9fN0tRea1w04TzVbN3sRyE8d";
function load(id) {
    return __awaiter(this, void 0, void 0, function* () {
        const { data } = yield axios_1.default.get(`https://entitlements.acme.example/v1/${id}`, {
            headers: { "x-api-key": API_KEY },
        });
        return data.items;
    });
}
module.exports = (client, scope, audience, context, cb) => __awaiter(void 0, void 0, void 0, function* () {
    try {
        const items = yield load(client.id);
        cb(null, { scope, [CLAIM]: items });
    }
    catch (err) {
        cb(new ServerError("entitlements"));
    }
});
