// Opens reports in a browser as people do, and prints what is wrong with them, a line each; then "looked at N".
// usage: node page.js JOBS.json
const fs = require('fs');
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

async function look(browser, job) {
    const faults = [];
    const context = await browser.newContext({
        viewport: { width: job.width, height: 900 }, colorScheme: job.scheme, bypassCSP: true,
    });
    const page = await context.newPage();
    page.on('request', request => {
        const url = request.url();
        if (!url.startsWith('file://') && !url.startsWith('data:font/woff2')) faults.push(`asks for ${url}`);
    });
    await page.goto('file://' + job.file);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (sideways > 0) faults.push(`scrolls sideways by ${sideways}`);
    // Arabic letters come with a page that has them.
    const typeface = await page.evaluate(() => {
        const faces = document.documentElement.lang === 'ar' ? 4 : 2;
        return ['A', 'ا'].every(letter => document.fonts.check('700 20px "Listening Post"', letter)) && document.fonts.size === faces;
    });
    if (!typeface) faults.push('does not have its typeface');
    // What is folded away counts as well.
    await page.evaluate(() => document.querySelectorAll('details').forEach(details => { details.open = true; }));
    await page.evaluate(axe);
    const { violations, passes } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    if (passes.length < 20) faults.push(`only ${passes.length} rules were tried`);
    for (const { id, nodes } of violations) {
        faults.push(`${id}: ${nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')} (${nodes.length})`);
    }
    await context.close();
    return faults;
}

// The policy in the file as it is: nothing is blocked, and a script that somebody adds is.
async function policy(browser, file) {
    const faults = [];
    const page = await browser.newPage();
    page.on('console', message => faults.push(`says ${message.text()}`));
    page.on('pageerror', error => faults.push(`fails with ${error}`));
    await page.goto('file://' + file);
    const said = faults.length;
    const ran = await page.evaluate(() => {
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
        return window.ran === true;
    });
    if (ran) faults.push('lets scripts run');
    await page.waitForTimeout(50);
    faults.splice(said, faults.length - said, ...(ran ? ['lets scripts run'] : []));
    await page.close();
    return faults;
}

// By keyboard alone: the first key offers the findings, every part is a link, everything folded opens with Return.
async function keys(browser, file) {
    const faults = [];
    const page = await browser.newPage();
    await page.goto('file://' + file);
    await page.keyboard.press('Tab');
    const skip = await page.evaluate(() => [document.activeElement.className, document.activeElement.getBoundingClientRect().x >= 0]);
    if (skip[0] !== 'skip' || !skip[1]) faults.push(`the first key shows ${skip}`);
    await page.keyboard.press('Enter');
    const reached = new Set();
    for (let press = 0; press < 400; press += 1) {
        await page.keyboard.press('Tab');
        const name = await page.evaluate(() => {
            const element = document.activeElement;
            const outline = getComputedStyle(element).outlineStyle;
            return element === document.body ? '' : `${element.tagName} ${outline !== 'none'}`;
        });
        if (name === '') break;
        reached.add(name);
        if (name.startsWith('SUMMARY') && !reached.has('opened')) {
            await page.keyboard.press('Enter');
            if (await page.evaluate(() => document.activeElement.parentElement.open)) reached.add('opened');
        }
    }
    for (const wanted of ['A true', 'SUMMARY true', 'opened']) {
        if (!reached.has(wanted)) faults.push(`keys do not reach ${wanted}: ${[...reached]}`);
    }
    await page.close();
    return faults;
}

async function paper(browser, job) {
    const page = await browser.newPage();
    await page.goto('file://' + job.file);
    await page.pdf({ path: job.pdf, format: job.format });
    await page.close();
}

(async () => {
    const jobs = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
    // Without a sandbox of its own, for containers where users are root.
    const browser = await chromium.launch({ executablePath: jobs.browser, args: ['--no-sandbox'] });
    const told = (what, faults) => faults.forEach(fault => console.log(`${what}: ${fault}`));
    for (const job of jobs.look) told(`${job.name} at ${job.width} ${job.scheme}`, await look(browser, job));
    told('policy', await policy(browser, jobs.file));
    told('keys', await keys(browser, jobs.file));
    for (const job of jobs.paper) await paper(browser, job);
    await browser.close();
    console.log(`looked at ${jobs.look.length}`);
})();
