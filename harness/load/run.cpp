// SPDX-License-Identifier: Apache-2.0
// Before: what cards and HSM hold. Between: sessions that sell. After: whether both hold what the account says.
#include "load/run.hpp"

#include <time.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "base/check.hpp"
#include "calypso/sam_answer.hpp"
#include "iso7816/apdu.hpp"

namespace assay::load {
namespace {

constexpr Micros pause_after_trouble =
    1'000'000;  // where no think time keeps a client from spinning
constexpr std::uint32_t most_amount = 500;
constexpr std::uint8_t event_counters = 27, counters_in_record = 9;

std::uint64_t mixed(std::uint64_t seed, std::uint64_t session) {
  Random random(seed ^ (session * 0x9E3779B97F4A7C15ULL));
  return random.next();
}

double processor_seconds() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

/// Sells again and again. With arrivals one sale for each, otherwise as fast as its think time allows.
class alignas(64) Run::Client final : public Task {
 public:
  Client(Run& run, std::size_t session)
      : run_(run),
        session_(session),
        random_(mixed(run.plan_.seed, session)),
        sale_(run.world_, session, random_) {}

  [[nodiscard]] Random& random() noexcept { return random_; }

  void due() override {
    for (;;) {
      if (!selling_ && !is_open() && !run_.may_begin()) return;
      const auto next = selling_ ? sale_.go_on() : begin();
      selling_ = next.has_value();
      if (!next) run_.count(sale_.outcome());
      const auto pause = next ? next : pause_after_sale();
      if (pause) return run_.loop_.at(run_.loop_.now() + *pause, *this);
      if (is_open()) return run_.free_.push_back(this);
    }
  }

  void fetch(unsigned part) const noexcept override { sale_.fetch(part); }

 private:
  [[nodiscard]] bool is_open() const noexcept { return run_.plan_.arrivals > 0; }

  std::optional<Micros> begin() {
    const Sale sale = run_.next_sale(session_, random_);
    const Kill kill = run_.draw_kill(random_);
    return sale_.begin(sale, kill);
  }

  std::optional<Micros> pause_after_sale() {
    if (is_open()) return std::nullopt;
    if (!run_.plan_.think.is_nothing()) return run_.plan_.think.draw(random_);
    if (sale_.outcome().trouble != Trouble::none) return pause_after_trouble;
    return std::nullopt;
  }

  Run& run_;
  std::size_t session_;
  Random random_;
  bool selling_ = false;
  SaleSession sale_;
};

Run::~Run() = default;

Run::Run(Loop& loop, CardPort& cards, HsmPort& hsm, const Plan& plan,
         std::function<bool(const Progress&)> progress)
    : loop_(loop),
      cards_(cards),
      hsm_(hsm),
      plan_(plan),
      progress_(std::move(progress)),
      account_(plan.sessions),
      world_{loop_,
             cards_,
             hsm_,
             account_,
             keys_,
             plan.network,
             plan.hsm_time,
             plan.channel_patience,
             plan.leaves_channels,
             plan.detection} {
  ASSAY_CHECK(plan_.sessions <= cards_.count());
  if (plan_.transactions == 0) plan_.transactions = 10 * plan_.sessions;
}

Result<void> Run::inside(const std::function<Result<void>()>& work) {
  Result<void> done;
  loop_.start(loop_.now(), [&] { done = work(); });
  loop_.run();
  return done;
}

Result<Outcome> Run::execute() {
  outcome_ = {};
  outcome_.sessions = plan_.sessions;
  TRY_VOID(look_before());
  if (progress_) loop_.set_pulse(250'000, 5'000, [this] { pulse(); });
  sell_all();
  loop_.set_pulse(0, 0, {});
  look_after();
  outcome_.amount = account_.amount();
  outcome_.card_exchanges = world_.card_exchanges;
  outcome_.hsm_exchanges = account_.exchanges().certain + account_.exchanges().in_doubt;
  outcome_.findings = account_.findings();
  outcome_.found = account_.found();
  return outcome_;
}

Result<std::uint8_t> Run::counter_of(std::uint64_t channel, const calypso::Key& key) {
  const Bytes command{0x80, 0xBC, 0x00, 0xF0, 0x02, key.kif, key.kvc, 0x00};
  Bytes answer;
  TRY_VOID(hsm_.exchange(channel, command, answer));
  account_.hsm_exchange(command, answer);
  TRY(const auto response, iso7816::parse_response(answer));
  if (response.sw.value != 0x9000 && response.sw.value != 0x6200)
    return fail(ErrorCode::refused, "the HSM answered '{}' when asked for key {:02X}/{:02X}",
                iso7816::to_string(response.sw), key.kif, key.kvc);
  TRY(const auto parameters, calypso::parse_sam_key_parameters(response.data));
  constexpr std::size_t par4 = 3;
  return parameters.parameters[par4];
}

Result<std::uint64_t> Run::event_counter(std::uint64_t channel, std::uint8_t number) {
  const auto record = static_cast<std::uint8_t>(0xE1 + number / counters_in_record);
  const Bytes command{0x80, 0xBE, 0x00, record, 0x30};
  Bytes answer;
  TRY_VOID(hsm_.exchange(channel, command, answer));
  account_.hsm_exchange(command, answer);
  TRY(const auto response, iso7816::parse_response(answer));
  if (response.sw.value != 0x9000 && response.sw.value != 0x6200)
    return fail(ErrorCode::refused, "the HSM answered '{}' to READ EVENT COUNTER",
                iso7816::to_string(response.sw));
  TRY(const auto parsed, calypso::parse_sam_record(response.data));
  return parsed.counters()[number % counters_in_record];
}

/// Reads the event counter of each session key; of a batch of SAMs, those of every SAM add up.
Result<void> Run::look_at_counters(bool before) {
  const std::size_t sams = hsm_.shares_counters() || !standing_ ? 1 : standing_->channels;
  std::vector<std::uint64_t> channels;
  Result<void> done;
  for (std::size_t i = 0; i < sams && done; ++i) {
    const auto channel = hsm_.open();
    if (!channel) {
      done = tl::unexpected(channel.error());
      break;
    }
    account_.channel_opened();
    channels.push_back(*channel);
  }
  std::vector<std::uint64_t> sums(counted_.size());
  const auto read = [&](std::uint64_t channel) -> Result<void> {
    for (std::size_t i = 0; i < counted_.size(); ++i) {
      if (before) {
        TRY(counted_[i].counter, counter_of(channel, counted_[i].key));
      }
      if (counted_[i].counter >= event_counters) continue;  // counts nowhere
      TRY(const std::uint64_t value, event_counter(channel, counted_[i].counter));
      sums[i] += value;
    }
    return {};
  };
  for (const std::uint64_t channel : channels) {
    if (done) done = read(channel);
    if (auto closed = hsm_.close(channel); !closed && done) done = closed;
  }
  TRY_VOID(done);
  for (std::size_t i = 0; i < counted_.size(); ++i) {
    if (before)
      counted_[i].before = sums[i];
    else if (counted_[i].counter < event_counters)
      account_.final_counter(counted_[i].key, sums[i] - counted_[i].before, hsm_.is_shared());
  }
  return {};
}

Result<void> Run::look_before() {
  for (std::size_t card = 0; card < plan_.sessions; ++card) {
    TRY(const CardHolding holding, look_at_card(cards_, card, keys_));
    account_.begin(card, holding.counter, holding.contract, holding.opening - 1);
    const bool known =
        std::ranges::any_of(counted_, [&](const Counted& each) { return each.key == holding.key; });
    if (!known) counted_.push_back({holding.key});
  }
  return inside([this]() -> Result<void> {
    TRY(standing_, hsm_.standing());
    return look_at_counters(true);
  });
}

void Run::look_after() {
  for (std::size_t card = 0; card < plan_.sessions; ++card) {
    const auto holding = look_at_card(cards_, card, keys_);
    if (holding)
      account_.final_card(card, holding->counter, holding->contract, holding->opening);
    else
      account_.find(card, "the card cannot be looked at in the end: " + holding.error().message);
  }
  const auto looked = inside([this]() -> Result<void> {
    TRY_VOID(look_at_counters(false));
    outcome_.counters_checked = true;
    return {};
  });
  if (!looked) account_.find("the HSM cannot be looked at in the end: " + looked.error().message);
  (void)inside([this]() -> Result<void> {
    look_at_channels();
    return {};
  });
}

/// No channel may be held, once the idle time of those left behind is over; what the HSM counted is what was done.
void Run::look_at_channels() {
  auto now = hsm_.standing();
  if (now && *now && (*now)->channels_open > 0 && (*now)->idle_us > 0 && !hsm_.is_shared()) {
    loop_.sleep((*now)->idle_us + 1'000'000);
    now = hsm_.standing();
  }
  if (!now || !*now || !standing_) return;
  const HsmStanding &before = *standing_, &after = **now;
  outcome_.channels_checked = true;
  if (hsm_.is_shared()) return;
  if (after.channels_open != before.channels_open)
    account_.find(fmt::format("{} channels are held at the end, {} were at the beginning",
                              after.channels_open, before.channels_open));
  if (!after.audits) return;
  const auto compare = [&](std::string_view what, std::uint64_t told, Tally due) {
    const std::uint64_t most = due.certain + due.in_doubt;
    if (told < due.certain || told > most)
      account_.find(fmt::format("the HSM's audit has {} {}, {} are on the account", told, what,
                                due.in_doubt == 0 ? fmt::to_string(due.certain)
                                                  : fmt::format("{} to {}", due.certain, most)));
  };
  compare("channels opened", after.opened - before.opened, account_.channels());
  compare("channels closed or given up",
          after.closed + after.given_up - before.closed - before.given_up, account_.channels());
  compare("exchanges", after.exchanges - before.exchanges, account_.exchanges());
}

bool Run::may_begin() noexcept {
  if (outcome_.stopped || next_ >= plan_.transactions) return false;
  ++next_;
  ++outcome_.begun;
  return true;
}

Sale Run::next_sale(std::size_t session, Random& random) {
  Sale sale;
  sale.number = ++sale_number_;
  sale.amount = static_cast<std::uint32_t>(1 + random.below(most_amount));
  random.fill(sale.contract);
  // A contract that tells its sale apart from every other.
  for (std::size_t i = 0; i < 8; ++i)
    sale.contract[i] = static_cast<std::uint8_t>(sale.number >> (8 * (7 - i)));
  for (std::size_t i = 0; i < 4; ++i)
    sale.contract[8 + i] = static_cast<std::uint8_t>(session >> (8 * (3 - i)));
  return sale;
}

Kill Run::draw_kill(Random& random) const {
  if (plan_.kill_rate <= 0 || unit_interval(random) >= plan_.kill_rate) return {};
  return {static_cast<unsigned>(1 + random.below(exchanges_of_a_sale)), random.below(2) == 1};
}

/// When nobody reaches the HSM any more, nothing is learned by going on.
void Run::give_up_on_hsm(Trouble trouble) {
  const bool unreachable = trouble == Trouble::hsm_gone || trouble == Trouble::hsm_silent;
  in_a_row_ = unreachable ? in_a_row_ + 1 : 0;
  if (in_a_row_ < std::max<std::uint64_t>(20, 2 * plan_.sessions)) return;
  outcome_.stopped = true;
  outcome_.why_stopped = fmt::format("none of the latest {} sales reached the HSM", in_a_row_);
}

void Run::count(const SaleOutcome& sale) {
  outcome_.timeline.channels(sale.ended - first_, sale.most_in_use);
  outcome_.most_channels = std::max(outcome_.most_channels, sale.most_in_use);
  if (listener_) listener_(sale);
  give_up_on_hsm(sale.trouble);
  if (sale.had_channel || sale.trouble == Trouble::no_channel)
    outcome_.waiting.add(sale.opened - sale.began);
  if (sale.had_channel) outcome_.holding.add(sale.freed - sale.opened);
  const auto kind = static_cast<std::size_t>(sale.trouble);
  ++outcome_.by_trouble[kind];
  if (outcome_.begun == plan_.transactions) note_time();
  if (sale.trouble == Trouble::none) {
    ++outcome_.made;
    outcome_.latency.add(sale.ended - sale.began);
    outcome_.timeline.made(sale.ended - first_);
    return;
  }
  outcome_.timeline.troubled(sale.ended - first_);
  if (outcome_.words[kind].empty()) outcome_.words[kind] = sale.words;
}

void Run::make_clients() {
  clients_ = std::make_unique<StandingArray<Client>>(plan_.sessions);
  const bool open = plan_.arrivals > 0;
  for (std::size_t session = 0; session < plan_.sessions; ++session) {
    Client& client = clients_->emplace_back(*this, session);
    if (open) {
      free_.push_back(&client);
      continue;
    }
    // Everybody begins somewhere in the first cycle, not all at once.
    const double cycle = plan_.think.mean() + plan_.network.delay.mean();
    loop_.at(first_ + static_cast<Micros>(cycle * unit_interval(client.random())), client);
  }
}

void Run::open_loop() {
  Random random(mixed(plan_.seed, ~std::uint64_t{0}));
  while (may_begin()) {
    const double gap = -std::log(1.0 - unit_interval(random)) / plan_.arrivals;
    loop_.sleep(static_cast<Micros>(gap * 1e6));
    if (free_.empty()) {
      ++outcome_.turned_away;
      --outcome_.begun;
      continue;
    }
    loop_.at(loop_.now(), *free_.front());
    free_.pop_front();
  }
}

/// The clocks start when every client is there, and stand at the end of the latest sale.
void Run::begin_selling() {
  wall_start_ = wall_seconds();
  processor_start_ = processor_seconds();
}

void Run::note_time() {
  outcome_.lasted = loop_.now() - first_;
  outcome_.seconds = wall_seconds() - wall_start_;
  outcome_.processor_seconds = processor_seconds() - processor_start_;
}

void Run::sell_all() {
  // As long as so many clients need to come.
  first_ = loop_.now() + (loop_.is_real() ? 20 * plan_.sessions : 1);
  loop_.start(first_, [this] { begin_selling(); });
  make_clients();
  if (plan_.arrivals > 0) loop_.start(first_ + 1, [this] { open_loop(); });
  loop_.run();
  if (outcome_.seconds == 0 || outcome_.begun < plan_.transactions) note_time();
}

void Run::pulse() {
  std::uint64_t ended = 0;
  for (const std::uint64_t each : outcome_.by_trouble) ended += each;
  const Progress progress{outcome_.made,         ended,         plan_.transactions,
                          ended - outcome_.made, world_.in_use, loop_.now()};
  if (!progress_(progress)) outcome_.stopped = true;
}

}  // namespace assay::load
