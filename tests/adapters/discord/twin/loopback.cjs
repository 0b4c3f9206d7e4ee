// The twin listens on every interface; whatever is loaded with this first listens on loopback only.
const net = require("node:net");
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (first, ...rest) {
  if (first && typeof first === "object" && !first.path) {
    return listen.call(this, { ...first, host: "127.0.0.1" }, ...rest);
  }
  if (typeof first === "number") {
    return listen.call(this, first, "127.0.0.1", ...rest.filter((each) => typeof each !== "string"));
  }
  return listen.call(this, first, ...rest);
};
