const { Firestore } = require('@google-cloud/firestore');

let db;

module.exports = async (user, context, cb) => {
  try {
    if (!db) {
      db = new Firestore({ credentials: JSON.parse(context.webtask.secrets.GOOGLE_KEY) });
    }
    const counter = db.doc('waitlist/counter');
    const position = await db.runTransaction(async (t) => {
      const snapshot = await t.get(counter);
      const next = (snapshot.get('value') || 0) + 1;
      t.set(counter, { value: next });
      return next;
    });
    await db.doc('waitlist/' + user.id).set({ position, email: user.email });
    console.log('position', position);
    cb();
  } catch (e) {
    callback(e);
  }
};
