module.exports = {
  async onExecutePostChangepasswd(event) {
    console.log(event.user.email);
  },
};
